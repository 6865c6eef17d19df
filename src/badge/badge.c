#include "badge/badge.h"

#include "base/uri.h"

static const char *const version_names[] = {
    [OB_UNKNOWN] = "unknown", [OB_0_5] = "0.5", [OB_1_0] = "1.0",      [OB_1_1] = "1.1",
    [OB_2_0] = "2.0",         [OB_3_0] = "3.0", [CLR_2_0] = "clr-2.0",
};

static const char *const kind_names[] = {
    [KIND_UNKNOWN] = "unknown",
    [KIND_HOSTED] = "hosted",
    [KIND_JWS] = "signed",
    [KIND_VC_JWT] = "jwt",
    [KIND_DATA_INTEGRITY] = "data-integrity",
    [KIND_UNSIGNED] = "unsigned",
};

static const char *const subject_names[] = {
    [SUBJECT_AWARD] = "award",
    [SUBJECT_ENDORSEMENT] = "endorsement",
    [SUBJECT_BADGE_CLASS] = "badge-class",
};

const char *badge_version_name(enum badge_version v)
{
    return (size_t)v < COUNT(version_names) ? version_names[v] : "unknown";
}

const char *badge_kind_name(enum badge_kind k)
{
    return (size_t)k < COUNT(kind_names) ? kind_names[k] : "unknown";
}

const char *badge_subject_name(enum badge_subject subject)
{
    return (size_t)subject < COUNT(subject_names) ? subject_names[subject] : "award";
}

/* Ids are compared percent-decoded and trimmed; what is badly encoded, as it is. */
static str plain_id(struct arena *a, str id)
{
    str plain;

    return uri_decode(a, str_trim(id), false, &plain, NULL) == OK ? str_trim(plain) : str_trim(id);
}

str badge_identity(struct arena *a, const struct badge *b)
{
    str issuer = plain_id(a, b->issuer.id), id = plain_id(a, b->id);

    if (str_is_empty(id))
        return (str){0};
    return str_printf(a, "%zu " STR_FMT STR_FMT, issuer.n, STR_ARG(issuer), STR_ARG(id));
}

bool badge_is_newer(const struct badge *b, const struct badge *than)
{
    return b->has_valid_from && (!than->has_valid_from || b->valid_from > than->valid_from);
}
