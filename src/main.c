/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks a command, nothing else. */
int
main(void)
{
	return 0;
}
