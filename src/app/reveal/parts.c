/* reveal/parts.c — what of a badge can be shown by itself. */
#include "app/reveal/reveal.h"

#include "badge/suites_sd.h"
#include "format/json.h"

#define MOST_PARTS 200
#define VALUE_TEXT 160

/* How people call what stands there. */
static const struct { const char *key, *words; } names[] = {
    {"name", "Name"}, {"description", "Description"}, {"image", "Picture"}, {"criteria", "What had to be done for it"},
    {"evidence", "Evidence"}, {"validFrom", "Valid from"}, {"validUntil", "Valid until"}, {"awardedDate", "Awarded on"},
    {"credentialStatus", "Where one sees whether it was revoked"}, {"identifier", "Whose badge it is"}, {"narrative", "What is said of you"},
    {"result", "Result"}, {"tag", "Keywords"}, {"alignment", "Skills it stands for"}, {"url", "Website"}, {"email", "Email"},
    {"activityEndDate", "End"}, {"activityStartDate", "Beginning"}, {"achievementType", "Kind"}, {"creditsEarned", "Credits"}, {"role", "Role"},
};

static const char *const never[] = {"@context", "type", "proof"};

struct walk { struct arena *a; struct reveal_part_list *out; const struct str_list *fixed; };

static str label_of(str key)
{
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(key, cstr(names[i].key)))
            return said(names[i].words);
    return key;
}

/* What of a thing tells it from others. */
static str gist_of(const struct json *v)
{
    static const char *const keys[] = {"identityHash", "name", "narrative", "targetName", "description", "value", "id"};

    if (json_is(v, JSON_STRING))
        return json_str(v);
    for (size_t i = 0; i < COUNT(keys); i++)
        if (!str_is_empty(json_str(json_get(v, keys[i]))))
            return json_str(json_get(v, keys[i]));
    return json_text_of(v);
}

static str value_of(struct arena *a, const struct json *v)
{
    str text = gist_of(v);

    if (str_starts(text, S("data:")))
        return S("");
    if (text.n <= VALUE_TEXT)
        return text;
    size_t cut = VALUE_TEXT;                     /* never within a letter */
    while (cut && ((unsigned char)text.p[cut] & 0xC0) == 0x80)
        cut--;
    return str_join(a, str_slice(text, 0, cut), S("…"));
}

/* Without these it is no badge any more (OB 3.0 §Achievement, §AchievementCredential). */
static bool is_needed(str pointer)
{
    static const char *const ends[] = {"/achievement/name", "/achievement/description", "/achievement/criteria"};

    for (size_t i = 0; i < COUNT(ends); i++)
        if (str_ends(pointer, cstr(ends[i])))
            return true;
    return str_eq(pointer, S("/validFrom")) || str_starts(pointer, S("/issuer"));
}

/* Is it one of them, or within one? */
static bool is_fixed(const struct walk *w, str pointer)
{
    if (is_needed(pointer))
        return true;
    for (size_t i = 0; i < w->fixed->n; i++) {
        str one = w->fixed->items[i];
        if (str_eq(pointer, one) || (str_starts(pointer, one) && pointer.p[one.n] == '/'))
            return true;
    }
    return false;
}

/* RFC 6901 §3. */
static str step(struct arena *a, str pointer, str key)
{
    struct buf b = buf_new(a);

    buf_put(&b, pointer);
    buf_byte(&b, '/');
    for (size_t i = 0; i < key.n; i++)
        buf_put(&b, key.p[i] == '~' ? S("~0") : key.p[i] == '/' ? S("~1") : str_slice(key, i, i + 1));
    return buf_done(&b);
}

static bool is_shown(str key, bool is_subject)
{
    for (size_t i = 0; i < COUNT(never); i++)
        if (str_eq(key, cstr(never[i])))
            return false;
    return !str_eq(key, S("id")) || is_subject;
}

static void put_part(struct walk *w, str pointer, str key, const struct json *v, bool is_subject)
{
    bool is_owner = is_subject && (str_eq(key, S("identifier")) || str_eq(key, S("id")));

    if (w->out->n < MOST_PARTS)
        *list_add(w->a, w->out) = (struct reveal_part){
            pointer, is_owner ? said("Whose badge it is") : label_of(key), value_of(w->a, v), is_fixed(w, pointer), is_owner};
}

static void walk_object(struct walk *w, str pointer, const struct json *v, int depth);

/* Lists of things are chosen one by one. */
static void walk_member(struct walk *w, str pointer, str key, const struct json *v, int depth)
{
    bool deeper = str_eq(key, S("credentialSubject")) || str_eq(key, S("achievement")) || str_eq(key, S("issuer"));

    if (json_is(v, JSON_ARRAY) && json_count(v) && json_is(json_item(v, 0), JSON_OBJECT)) {
        for (size_t i = 0; i < json_count(v) && i < 50; i++)
            walk_member(w, str_printf(w->a, STR_FMT "/%zu", STR_ARG(pointer), i), key, json_item(v, i), depth);
        return;
    }
    if (deeper && json_is(v, JSON_OBJECT) && depth < 3)
        walk_object(w, pointer, v, depth + 1);
    else
        put_part(w, pointer, key, v, depth == 1 && str_starts(pointer, S("/credentialSubject")));
}

static void walk_object(struct walk *w, str pointer, const struct json *v, int depth)
{
    bool is_subject = depth == 1 && str_starts(pointer, S("/credentialSubject"));

    for (size_t i = 0; i < json_count(v); i++)
        if (is_shown(json_key(v, i), is_subject))
            walk_member(w, step(w->a, pointer, json_key(v, i)), json_key(v, i), json_value(v, i), depth);
}

/* ---- the badge ---- */

static code base_of(struct arena *a, str bytes, const struct json **document, struct sd_base *out, struct error *err)
{
    struct badge b;
    str text;

    TRY(badge_read(a, bytes, &b, err));
    text = b.original;
    if (json_parse(a, text, NULL, document, NULL) != OK)
        return fail(err, UNSUPPORTED, "", "this badge is shown as a whole or not at all: its issuer signed it in another form");
    const struct json *proofs = json_get(*document, "proof");
    for (size_t i = 0; i < json_many_count(proofs); i++) {
        struct proof p;
        if (str_eq(json_str(json_get(json_many(proofs, i), "cryptosuite")), S("ecdsa-sd-2023")) && proof_read(a, json_many(proofs, i), &p, NULL) == OK &&
            sd_read_base(a, p.value, out, NULL) == OK)
            return OK;
    }
    return fail(err, UNSUPPORTED, "", "this badge is shown as a whole or not at all: its issuer signed it in another form");
}

code reveal_parts(struct arena *a, str bytes, struct reveal_part_list *out, struct error *err)
{
    const struct json *document;
    struct sd_base base;

    TRY(base_of(a, bytes, &document, &base, err));
    struct walk w = {a, out, &base.mandatory};
    walk_object(&w, S(""), document, 0);
    return OK;
}

void reveal_told(struct arena *a, str credential, struct reveal_part_list *out)
{
    const struct str_list none = {0};
    struct walk w = {a, out, &none};
    const struct json *document;

    if (json_parse(a, credential, NULL, &document, NULL) == OK)
        walk_object(&w, S(""), document, 0);
}

code reveal_make(struct arena *a, str bytes, const struct str_list *pointers, str *out, struct error *err)
{
    struct reveal_part_list parts = {0};
    struct str_list all = {0};
    struct badge b;

    TRY(badge_read(a, bytes, &b, err));
    TRY(reveal_parts(a, bytes, &parts, err));
    for (size_t i = 0; i < parts.n; i++)
        if (parts.items[i].is_fixed)
            *list_add(a, &all) = parts.items[i].pointer;
    for (size_t i = 0; i < pointers->n; i++)
        *list_add(a, &all) = pointers->items[i];
    return sd_derive(a, b.original, &all, out, err);
}
