/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/buffer.h"
#include "base/pseudo.h"

/* Each stands for the letter it began as; those written twice make the text longer. */
static const struct { char letter; const char *accented; } strange[] = {
	{ 'a', "áá" }, { 'c', "ç" }, { 'e', "éé" }, { 'i', "íí" }, { 'n', "ñ" },
	{ 'o', "óó" }, { 's', "šš" }, { 'u', "úú" }, { 'y', "ý" }, { 'z', "ž" },
	{ 'A', "ÁÁ" }, { 'C', "Ç" }, { 'E', "ÉÉ" }, { 'I', "ÍÍ" }, { 'N', "Ñ" },
	{ 'O', "ÓÓ" }, { 'S', "ŠŠ" }, { 'U', "ÚÚ" }, { 'Y', "Ý" }, { 'Z', "Ž" },
};

/* Bytes of "{name}", "%d", "%.1f", "%%" or "%1$s" at the beginning of a text; 0 if it
 * begins with none. */
static size_t
untouched(const char *text)
{
	size_t n;

	if (text[0] == '{')
		n = 1 + strcspn(text + 1, "{}");
	else if (text[0] == '%')
		n = 1 + strcspn(text + 1, "diouxXeEfgGcsp%");
	else
		return 0;
	return text[n] == '\0' || text[n] == '{' ? 0 : n + 1;
}

static void
put_strange(struct at_buffer *out, char letter)
{
	for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
		if (strange[i].letter == letter) {
			at_buffer_text(out, strange[i].accented);
			return;
		}
	at_buffer_byte(out, letter);
}

const char *
at_pseudo(struct at_arena *arena, const char *text)
{
	struct at_buffer out = at_buffer_init(arena);

	at_buffer_byte(&out, '[');
	while (*text != '\0') {
		size_t n = untouched(text);

		if (n > 0)
			at_buffer_add(&out, text, n);
		else
			put_strange(&out, *text);
		text += n > 0 ? n : 1;
	}
	at_buffer_byte(&out, ']');
	return at_buffer_string(&out);
}
