/* badge/read.h — one version's JSON into the model. Reading is lenient: what
 * is missing or of a wrong kind stays absent, and the checks say so. */
#pragma once
#include "badge/badge.h"

/* A string member; absent when there is none. */
str member_text(const struct json *object, const char *key);
/* A member in a language: the string, its "@value", or the first of a map. */
str member_words(const struct json *object, const char *key);
/* The string itself, or the "id" (or "@id") of an object. */
str id_of(const struct json *value);
/* Does "type" (one or many) name this class? */
bool has_type(const struct json *object, const char *type);
/* Does a one-or-many value hold this string? */
bool many_has(const struct json *value, str text);

/* What 2.0 and 3.0 say in the same words (read_v3.c). One or many; what is no
 * object leaves its members absent. 2.0 has no targetType. */
struct image read_image(const struct json *v);
void read_alignments(struct arena *a, const struct json *v, struct alignment_list *out);
void read_evidence(struct arena *a, const struct json *v, struct evidence_list *out);
void read_texts(struct arena *a, const struct json *v, struct str_list *out);
/* The `related` of an achievement; each version has its own key for the language. */
void read_related(struct arena *a, const struct json *v, const char *language,
                  struct related_list *out);

/* OB 3.0 (VCDM 2.0 or 1.1) credential. */
void read_v3(struct arena *a, const struct json *credential, struct badge *out);
void read_v3_achievement(struct arena *a, const struct json *doc, struct achievement *out);
/* The levels of the skills: that were achieved, else those that are required; of an achievement alone `r` is NULL. */
void read_skill_levels(struct arena *a, const struct result_description_list *d, const struct result_list *r, struct alignment_list *skills);

/* OB 0.5, and 1.0, 1.1: the words of 2.0 before they were found. */
void read_v0(struct arena *a, const struct json *assertion, struct badge *out);
void read_v1(struct arena *a, const struct json *assertion, struct badge *out);
void read_v1_badge_class(struct arena *a, const struct json *doc, struct achievement *out);
void read_v1_issuer(struct arena *a, const struct json *doc, struct profile *out);
/* ISO 8601 in any form, with or without a clock and a zone (UTC), or Unix
 * seconds in ten digits, as number or text: R05-2, R11-2. */
bool v1_time(const struct json *v, msec *out);
/* true or false, also as text in any case. False: it is neither. */
bool v1_flag(const struct json *v, bool *out);
/* Where the JSON says that it lives as a hosted badge: its id in 2.0, and
 * `verify.url` in the versions before; absent: nowhere, or it is a signed one. */
str hosted_address(const struct json *assertion);

/* OB 2.0: three documents that may stand in one another or be linked. */
void read_v2(struct arena *a, const struct json *assertion, struct badge *out);
void read_v2_badge_class(struct arena *a, const struct json *doc, struct achievement *out);
void read_v2_issuer(struct arena *a, const struct json *doc, struct profile *out);
/* ISO 8601 as OB 2.0 has it (§Primitive datatypes), as RFC 3339: a zone may be
 * "+01" or "+0100", the seconds may be missing. What fits neither is unchanged. */
str v2_time(struct arena *a, str time);
