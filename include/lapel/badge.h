/* lapel/badge.h — badges of every version in one model; into pictures and out. */
#ifndef LAPEL_BADGE_H
#define LAPEL_BADGE_H

#include <lapel/lapel.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A badge as it says of itself. Reading is no judgement: every word of it may
 * be a lie until a report says "valid" (verify.h). */
struct lapel_badge;

/* `input`: PNG, SVG, JSON, or a compact JWS, of any version; found by content.
 * LAPEL_BAD_INPUT or LAPEL_NOT_FOUND: there is no badge in it; LAPEL_LIMIT. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_read(struct lapel *l, struct lapel_bytes input,
                                                    struct lapel_badge **out,
                                                    struct lapel_error *err);
LAPEL_API void lapel_badge_free(struct lapel_badge *b); /* NULL is fine */

/* Words of OB 3.0; those of older versions are under the same names. */
enum lapel_field {
    LAPEL_FIELD_VERSION = 0,                  /* "0.5", "1.0", "1.1", "2.0", "3.0", "clr-2.0" */
    LAPEL_FIELD_KIND = 1,                     /* "hosted", "signed", "jwt", "data-integrity" … */
    LAPEL_FIELD_SUBJECT = 2,                  /* "award", "endorsement", "badge-class" */
    LAPEL_FIELD_ID = 3,                       /* of the credential or assertion */
    LAPEL_FIELD_NAME = 4,                     /* of the award, else of the achievement */
    LAPEL_FIELD_NARRATIVE = 5,                /* Markdown */
    LAPEL_FIELD_IMAGE = 6,                    /* URL or data URI: the award's, else the achievement's */
    LAPEL_FIELD_RECIPIENT_ID = 7,             /* credentialSubject.id */
    LAPEL_FIELD_ACHIEVEMENT_ID = 8,
    LAPEL_FIELD_ACHIEVEMENT_NAME = 9,
    LAPEL_FIELD_ACHIEVEMENT_DESCRIPTION = 10,
    LAPEL_FIELD_ACHIEVEMENT_TYPE = 11,
    LAPEL_FIELD_CRITERIA_URL = 12,
    LAPEL_FIELD_CRITERIA_TEXT = 13,           /* Markdown */
    LAPEL_FIELD_ISSUER_ID = 14,
    LAPEL_FIELD_ISSUER_NAME = 15,             /* as it calls itself; see lapel_report_anchor */
    LAPEL_FIELD_ISSUER_URL = 16,
    LAPEL_FIELD_ISSUER_EMAIL = 17,
    LAPEL_FIELD_REVOCATION_REASON = 18,
};
/* Empty when the badge does not say. */
LAPEL_API struct lapel_bytes lapel_badge_text(const struct lapel_badge *b, enum lapel_field field);

enum lapel_time { LAPEL_VALID_FROM = 0, LAPEL_VALID_UNTIL = 1, LAPEL_AWARDED = 2 };
/* Milliseconds since 1970-01-01 UTC. 0 when the badge does not say (1 when it does);
 * `*out` is left alone then. */
LAPEL_API int lapel_badge_time(const struct lapel_badge *b, enum lapel_time which, int64_t *out);

/* Lists: how many there are, and one of them; empty beyond the last. */
enum lapel_list {
    LAPEL_TAGS = 0,
    LAPEL_EVIDENCE = 1,    /* id: URL; name; text: narrative */
    LAPEL_ALIGNMENTS = 2,  /* id: targetUrl; name: targetName; text: targetDescription */
    LAPEL_RECIPIENTS = 3,  /* id: type ("emailAddress"); name: the value, or its hash; text: the salt of a hash */
};
struct lapel_item {
    struct lapel_bytes id, name, text;
};
LAPEL_API size_t lapel_badge_count(const struct lapel_badge *b, enum lapel_list list);
LAPEL_API struct lapel_item lapel_badge_item(const struct lapel_badge *b, enum lapel_list list, size_t i);

/* What was read, without the picture around it: the bytes that were signed. */
LAPEL_API struct lapel_bytes lapel_badge_original(const struct lapel_badge *b);
/* Is it this person's badge, by what it says? `who`: e-mail address, URL or
 * DID; hashes are tried. 1 or 0. Spec: OB 3.0 §IdentityObject, OB 2.0
 * §IdentityHash. LAPEL_NO_MEMORY and the like answer 0. */
LAPEL_API int lapel_badge_is_of(const struct lapel_badge *b, const char *who);

/* ---- pictures ---- */

/* Puts a badge (JWS, JSON, the address of a hosted badge, or a picture that
 * holds one) into a PNG or SVG, under the keyword of its version. A badge that
 * the image holds is replaced; pixels and everything else stay.
 * LAPEL_BAD_INPUT: no badge, or an image of another kind.
 * Spec: OB 3.0 §5.3, OB 2.0 §Baking. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_bake(struct lapel *l, struct lapel_bytes badge,
                                                    struct lapel_bytes image,
                                                    struct lapel_buffer **out,
                                                    struct lapel_error *err);
/* Takes it out as it is, judging nothing. LAPEL_NOT_FOUND: the image holds none. */
LAPEL_API LAPEL_MUST_USE enum lapel_code lapel_unbake(struct lapel *l, struct lapel_bytes image,
                                                      struct lapel_buffer **out,
                                                      struct lapel_error *err);

#ifdef __cplusplus
}
#endif
#endif
