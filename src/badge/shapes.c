#include "badge/shapes.h"

#include "badge/read.h"
#include "base/uri.h"

/* ---- texts ---- */

static bool is_uri(str s)
{
    struct uri u;

    return uri_is_absolute(s) && uri_parse(s, &u, NULL) == OK;
}

static bool is_uuid(str s)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    for (size_t i = 0; i < s.n && s.n == sizeof form - 1; i++) {
        bool is_hex =
            (s.p[i] >= '0' && s.p[i] <= '9') || ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'f');
        if (form[i] == 'x' ? !is_hex : s.p[i] != '-')
            return false;
    }
    return s.n == sizeof form - 1;
}

/* OB 2.0 §Primitive datatypes, as the reference validator takes it. */
static bool is_iri(str s)
{
    if (str_starts(s, S("urn:uuid")))
        return str_starts(s, S("urn:uuid:")) && is_uuid(str_from(s, 9));
    return (str_starts(s, S("_:")) && s.n > 2) || (is_uri(s) && !str_starts(s, S("data:")));
}

static bool are_texts(struct arena *a, const struct json *v)
{
    (void)a;
    for (size_t i = 0; i < json_many_count(v); i++)
        if (!json_is(json_many(v, i), JSON_STRING))
            return false;
    return true;
}

/* Looser than what we accept ourselves: other hosts, other habits. */
static bool is_email(str s)
{
    ptrdiff_t at = str_find_byte(s, '@');

    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '<' || s.p[i] == '>' || s.p[i] == ',')
            return false;
    return at > 0 && (size_t)at + 1 < s.n && str_find_byte(str_from(s, (size_t)at + 1), '@') < 0;
}

static bool are_digits(str s, size_t min, size_t max)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n >= min && s.n <= max;
}

/* E.164, and RFC 3966's extension. */
static bool is_telephone(str s)
{
    ptrdiff_t ext = str_find(s, S(";ext="));
    str number = ext < 0 ? s : str_slice(s, 0, (size_t)ext);

    if (str_starts(number, S("+")))
        number = str_from(number, 1);
    return are_digits(number, 2, 15) &&
           (ext < 0 || are_digits(str_from(s, (size_t)ext + 5), 1, 15));
}

static bool is_text(str s)
{
    return !str_is_empty(s);
}

static bool is_time(struct arena *a, const struct json *v)
{
    msec t;

    (void)a;
    return time_parse_stamp(json_str(v), &t, NULL) == OK;
}

static bool is_time_v2(struct arena *a, const struct json *v)
{
    msec t;

    return time_parse(v2_time(a, json_str(v)), &t, NULL) == OK;
}

static bool is_time_v1(struct arena *a, const struct json *v)
{
    msec t;

    (void)a;
    return v1_time(v, &t);
}

static bool is_flag(struct arena *a, const struct json *v)
{
    bool flag;

    (void)a;
    return v1_flag(v, &flag);
}

/* ---- addresses ---- */

/* RFC 1123 §2.1: no empty label, no hyphen at an end. */
static bool is_host(str host)
{
    str label, rest = str_ends(host, S(".")) ? str_slice(host, 0, host.n - 1) : host;

    if (str_starts(host, S("[")))
        return true;
    while (str_cut(&rest, '.', &label))
        if (label.n == 0 || label.p[0] == '-' || label.p[label.n - 1] == '-')
            return false;
    return true;
}

static bool is_web(str s)
{
    struct uri u;

    return uri_is_http(s) && uri_parse(s, &u, NULL) == OK && is_host(u.host);
}

static bool is_place(str s)
{
    struct uri u;
    bool is_path = str_starts(s, S("/")) && !str_starts(s, S("//"));

    return is_web(s) || (is_path && uri_parse(s, &u, NULL) == OK);
}

static bool is_origin(str s)
{
    struct uri u;

    return is_web(s) && uri_parse(s, &u, NULL) == OK && (u.path.n == 0 || str_eq(u.path, S("/"))) &&
           str_is_absent(u.userinfo) && str_is_absent(u.query) && str_is_absent(u.fragment);
}

static bool is_picture(str s)
{
    return is_web(s) || str_starts(s, S("data:image/png")) ||
           str_starts(s, S("data:image/svg+xml"));
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_picture_v0(str s)
{
    return is_picture(s) || is_place(s);
}

/* Of a host's name; bytes above 0x7F are names in other scripts. */
static bool is_label(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_letter(s.p[i]) && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-' &&
            (unsigned char)s.p[i] < 0x80)
            return false;
    return s.n > 0;
}

/* A host by its name, perhaps with a port. Numbers are no host. */
static bool is_authority(str s)
{
    ptrdiff_t colon = str_find_byte(s, ':');
    str rest = colon < 0 ? s : str_slice(s, 0, (size_t)colon), label = {0};
    size_t labels = 0;

    if (colon >= 0 && !are_digits(str_from(s, (size_t)colon + 1), 1, 5))
        return false;
    if (str_eq(rest, S("localhost")))
        return true;
    for (; str_cut(&rest, '.', &label); labels++)
        if (!is_label(label))
            return false;
    return labels > 1 && !(label.p[0] >= '0' && label.p[0] <= '9');
}

/* ---- short texts ---- */

/* "0.5.0", "v1.2". */
static bool is_numbering(str s)
{
    str part, rest = str_starts(s, S("v")) ? str_from(s, 1) : s;
    size_t parts = 0;

    while (str_cut(&rest, '.', &part)) {
        parts++;
        if (!are_digits(part, 1, 9))
            return false;
    }
    return parts == 2 || parts == 3;
}

/* BCP 47 by its outline. */
static bool is_language(str s)
{
    str part;
    size_t parts = 0;

    while (str_cut(&s, '-', &part)) {
        for (size_t i = 0; i < part.n; i++)
            if (!is_letter(part.p[i]) &&
                (parts == 0 || !are_digits(str_slice(part, i, i + 1), 1, 1)))
                return false;
        if (part.n == 0 || part.n > 8 || (parts == 0 && part.n == 1 && str_is_absent(s)))
            return false; /* "x" begins a private one and says nothing alone */
        parts++;
    }
    return parts > 0;
}

static bool is_email_v1(str s)
{
    str host = str_from(s, (size_t)(str_find_byte(s, '@') + 1));

    return is_email(s) && str_find_byte(host, '.') > 0 && !str_ends(host, S("."));
}

static bool is_words(struct arena *a, const struct json *v)
{
    (void)a;
    return !str_is_empty(json_str(v)) || (json_is(v, JSON_OBJECT) && json_count(v) > 0) ||
           (json_is(v, JSON_ARRAY) && json_count(v) > 0);
}

static bool is_words_v2(struct arena *a, const struct json *v)
{
    for (size_t i = 0; i < json_many_count(v) && json_is(v, JSON_ARRAY); i++)
        if (!json_get(json_many(v, i), "@language"))
            return false;
    return is_words(a, v);
}

/* ---- values of other kinds ---- */

static bool is_reference(struct arena *a, const struct json *v)
{
    (void)a;
    return is_uri(json_is(v, JSON_OBJECT) ? member_text(v, "id") : json_str(v));
}

static bool is_node(struct arena *a, const struct json *v)
{
    (void)a;
    return is_uri(json_str(v)) || json_is(v, JSON_OBJECT);
}

static bool is_object(struct arena *a, const struct json *v)
{
    (void)a;
    return json_is(json_many(v, 0), JSON_OBJECT);
}

static bool is_one_object(struct arena *a, const struct json *v)
{
    return json_many_count(v) == 1 && is_object(a, v);
}

static bool is_bool(struct arena *a, const struct json *v)
{
    (void)a;
    return json_is(v, JSON_TRUE) || json_is(v, JSON_FALSE);
}

/* ---- of data models ---- */

static bool is_string(struct arena *a, const struct json *v)
{
    (void)a;
    return json_is(v, JSON_STRING);
}

static bool is_number(struct arena *a, const struct json *v)
{
    (void)a;
    return json_is(v, JSON_NUMBER);
}

static bool is_day(str s)
{
    struct date d;

    return date_parse(s, &d, NULL) == OK;
}

static bool are_types(struct arena *a, const struct json *v)
{
    (void)a;
    for (size_t i = 0; i < json_many_count(v); i++)
        if (str_is_empty(json_str(json_many(v, i))))
            return false;
    return json_many_count(v) > 0;
}

static bool are_objects(struct arena *a, const struct json *v)
{
    (void)a;
    for (size_t i = 0; i < json_many_count(v); i++)
        if (!json_is(json_many(v, i), JSON_OBJECT))
            return false;
    return true;
}

static bool is_part_or_id(struct arena *a, const struct json *v)
{
    return is_uri(json_str(v)) || is_one_object(a, v);
}

static bool is_base64url(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_letter(s.p[i]) && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-' && s.p[i] != '_')
            return false;
    return true;
}

/* OB 3.0 §CompactJws, by its outline: three parts, of which the payload may be
 * elsewhere. What is in them, the one who judges the token finds. */
static bool is_token(str s)
{
    str part, payload, last;

    if (!str_cut(&s, '.', &part) || !str_cut(&s, '.', &payload) || !str_cut(&s, '.', &last) || s.p)
        return false;
    return is_base64url(part) && part.n && is_base64url(payload) && is_base64url(last) && last.n;
}

static bool are_tokens(struct arena *a, const struct json *v)
{
    (void)a;
    for (size_t i = 0; i < json_many_count(v); i++)
        if (!is_token(json_str(json_many(v, i))))
            return false;
    return true;
}

static bool are_credentials(struct arena *a, const struct json *v)
{
    (void)a;
    for (size_t i = 0; i < json_many_count(v); i++) {
        const struct json *one = json_many(v, i);
        if (!json_is(one, JSON_OBJECT) &&
            (!json_is(one, JSON_STRING) || uri_is_absolute(json_str(one))))
            return false;
    }
    return json_many_count(v) > 0;
}

/* ---- all of them ---- */

static const struct look {
    bool (*is_text)(str s); /* one of the two; neither: anything is right */
    bool (*is_value)(struct arena *a, const struct json *v);
    const char *flaw, *words;
} looks[] = {
    [ANYTHING] = {NULL, NULL, "value-type", "is not right"},
    [TEXT] = {is_text, NULL, "value-type", "must be text"},
    [WORDS] = {NULL, is_words, "value-type", "must be text"},
    [WORDS_V2] = {NULL, is_words_v2, "value-type", "must be text"},
    [TEXTS] = {NULL, are_texts, "value-type", "must be text or a list of texts"},
    [URI] = {is_uri, NULL, "id-not-uri", "must be a URI"},
    [WEB] = {is_web, NULL, "value-type", "must be a web address"},
    [IRI] = {is_iri, NULL, "id-not-uri", "must be a URI"},
    [REFERENCE] = {NULL, is_reference, "id-not-uri", "must be a URI or an object that has one"},
    [NODE] = {NULL, is_node, "value-type", "must be a URI or an object"},
    [OBJECT] = {NULL, is_object, "value-type", "must be an object"},
    [ONE_OBJECT] = {NULL, is_one_object, "too-many-values", "must be exactly one object"},
    [BOOL] = {NULL, is_bool, "value-type", "must be true or false"},
    [DATE] = {NULL, is_time, "date-malformed", "must be a date and time with its time zone"},
    [DATE_V2] = {NULL, is_time_v2, "date-malformed", "must be a date and time with its time zone"},
    [DATE_V1] = {NULL, is_time_v1, "date-malformed", "must be a date"},
    [FLAG] = {NULL, is_flag, "value-type", "must be true or false"},
    [PLACE] = {is_place, NULL, "value-type", "must be a web address"},
    [ORIGIN] = {is_origin, NULL, "value-type", "must be a host like https://example.org"},
    [PICTURE] = {is_picture, NULL, "image-type", "must be the web address of a picture"},
    [PICTURE_V0] = {is_picture_v0, NULL, "image-type", "must be the web address of a picture"},
    [AUTHORITY] = {is_authority, NULL, "value-type", "must be a host like example.org"},
    [NUMBERING] = {is_numbering, NULL, "value-type", "must be a number like 0.5.0"},
    [LANGUAGE] = {is_language, NULL, "value-type", "must be a language like en-GB"},
    [EMAIL] = {is_email, NULL, "value-type", "must be a mail address"},
    [EMAIL_V1] = {is_email_v1, NULL, "value-type", "must be a mail address"},
    [TELEPHONE] = {is_telephone, NULL, "value-type",
                   "must be a telephone number like +15551234567"},
    [CLASS] = {NULL, NULL, "type-wrong", "must name the class"},
    [STRING] = {NULL, is_string, "value-type", "must be text"},
    [DATE_ONLY] = {is_day, NULL, "date-malformed", "must be a day like 2026-11-24"},
    [NUMBER] = {NULL, is_number, "value-type", "must be a number"},
    [TYPES] = {NULL, are_types, "type-wrong", "must name a class"},
    [TERM] = {NULL, is_string, "value-type", "must be one of the words that the standard has for it"},
    [OPEN_TERM] = {NULL, is_string, "value-type",
                   "must be one of the words that the standard has for it, or begin with \"ext:\""},
    [TOKENS] = {NULL, are_tokens, "value-type", "must be a signed token, or a list of them"},
    [PART] = {NULL, is_one_object, "value-type", "must be one object"},
    [PARTS] = {NULL, are_objects, "value-type", "must be an object or a list of objects"},
    [PART_OR_ID] = {NULL, is_part_or_id, "value-type", "must be a URI or one object"},
    [ENDORSEMENTS] = {NULL, are_objects, "value-type", "must be an object or a list of objects"},
    [CREDENTIALS] = {NULL, are_credentials, "value-type",
                     "must be credentials or signed tokens, at least one"},
};

bool shape_fits(struct arena *a, const struct json *v, enum shape shape)
{
    const struct look *look = &looks[shape];

    if (look->is_text)
        return look->is_text(json_str(v));
    return !look->is_value || look->is_value(a, v);
}

const char *shape_flaw(enum shape shape)
{
    return looks[shape].flaw;
}

const char *shape_words(enum shape shape, const struct json *v)
{
    bool is_date = shape == DATE || shape == DATE_V2 || shape == DATE_V1;

    if (is_date && time_has_other_year(json_str(v)))
        return "must be of a year from 0000 to 9999";
    return looks[shape].words;
}
