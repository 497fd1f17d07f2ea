/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files inside the program. */
#include "check.h"
#include "base/embed.h"

TEST(every_file_is_found_by_its_name_and_the_table_is_sorted)
{
	size_t n;
	const struct at_embedded *all = at_embed_list("", &n);

	(void)state_;
	CHECK(n > 3);
	for (size_t i = 0; i < n; i++) {
		CHECK(i == 0 || strcmp(all[i - 1].name, all[i].name) < 0);
		CHECK(at_embed_find(all[i].name) == &all[i]);
		CHECK_INT(12, strlen(all[i].hash));
		CHECK(all[i].bytes[all[i].n_bytes] == '\0');
	}
}

TEST(what_is_not_there_is_not_found)
{
	size_t n = 99;

	(void)state_;
	CHECK(at_embed_find("") == NULL);
	CHECK(at_embed_find("po") == NULL);
	CHECK(at_embed_find("zzz") == NULL);
	at_embed_list("no/such/folder/", &n);
	CHECK_INT(0, n);
}

TEST(a_folder_is_listed_whole)
{
	size_t n;
	const struct at_embedded *files = at_embed_list("po/", &n);

	(void)state_;
	CHECK(n >= 2);
	CHECK_TEXT("po/de.mo", files[0].name);
	for (size_t i = 0; i < n; i++)
		CHECK(strncmp(files[i].name, "po/", 3) == 0);
}

RUN_ALL(
    RUN(every_file_is_found_by_its_name_and_the_table_is_sorted),
    RUN(what_is_not_there_is_not_found),
    RUN(a_folder_is_listed_whole),
)
