/* catalog/transfer.c — badges out of a stranger's file. */
#include "app/catalog/transfer.h"

#include "badge/detect.h"
#include "badge/read.h"
#include "base/codec.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "app/catalog/catalog_private.h"
#include "app/catalog/studio.h"
#include "format/png.h"
#include "format/svg.h"

static const struct json_limits limits = {.bytes = TRANSFER_BYTES, .depth = 32, .values = 50000, .keys = 200, .string = TRANSFER_BYTES};

/* ---- words within the limits of the editor ---- */

/* At most `max` bytes, whole letters; one line when asked for. */
static str cut(struct arena *a, str s, size_t max, bool one_line)
{
    struct buf b = buf_new(a);
    str rest = s;

    while (!str_is_empty(rest)) {
        int32_t cp = utf8_next(&rest);
        if (cp < 0 || b.n + 4 > max)
            break;
        bool is_space = cp == '\n' || cp == '\t' || cp == '\r';
        if (is_space && (one_line || cp == '\r'))
            buf_byte(&b, ' ');
        else if (cp >= ' ' ? cp != 0x7F : is_space)
            utf8_put(&b, (uint32_t)cp);
    }
    return str_trim(buf_done(&b));
}

static str line(struct arena *a, str s, size_t max)
{
    return cut(a, s, max, true);
}

static str known_type(str type)
{
    for (size_t i = 0; i < badge_type_count; i++)
        if (str_eq(type, cstr(badge_types[i].name)))
            return cstr(badge_types[i].name);
    return said("Badge");
}

static str tags_of(struct arena *a, const struct str_list *tags)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < tags->n; i++) {
        str one = line(a, tags->items[i], 60);
        if (str_is_empty(one) || str_find_byte(one, ',') >= 0 || b.n + one.n + 2 > 300)
            continue;
        buf_printf(&b, "%s" STR_FMT, b.n ? ", " : "", STR_ARG(one));
    }
    return buf_done(&b);
}

/* A name and an address on the web; what has none cannot be written again. */
static void take_alignments(struct arena *a, const struct alignment_list *from, struct alignment_list *out)
{
    for (size_t i = 0; i < from->n && out->n < CATALOG_SKILLS; i++) {
        const struct alignment *x = &from->items[i];
        if (str_is_empty(x->target_name) || !uri_is_http(x->target_url) || x->target_url.n > 2000)
            continue;
        *list_add(a, out) = (struct alignment){
            .target_name = line(a, x->target_name, 200), .target_url = line(a, x->target_url, 2048),
            .target_framework = line(a, x->target_framework, 200), .target_code = line(a, x->target_code, 100),
            .target_description = line(a, x->target_description, 500), .levels = x->levels, .level = x->level};
    }
}

static str criteria_of(struct arena *a, const struct achievement *ac)
{
    str said = cut(a, ac->criteria_narrative, 10000, false);

    if (str_is_empty(said) && uri_is_http(ac->criteria_id) && ac->criteria_id.n < 2000)
        return str_printf(a, "<" STR_FMT ">", STR_ARG(line(a, ac->criteria_id, 2048)));
    return said;
}

/* ---- pictures ---- */

/* data:image/png;base64,… of a PNG or SVG; anything else is no picture. */
static str of_data_uri(struct arena *a, str uri)
{
    str kind, bytes;

    if (!str_starts(uri, S("data:image/")) || !str_cut(&uri, ',', &kind) || !str_ends(kind, S(";base64")))
        return (str){0};
    bytes = base64_decode(a, uri);
    return png_looks_like(bytes) || svg_looks_like(bytes) ? bytes : (str){0};
}

static void take_picture(struct arena *a, str id, struct transfer *t)
{
    t->picture = of_data_uri(a, id);
    if (uri_is_http(id))
        t->picture_url = id;
}

/* ---- one badge ---- */

static void take(struct arena *a, const struct achievement *ac, struct transfer *t)
{
    t->v = (struct badge_version_row){
        .name = line(a, ac->name, 120), .description = line(a, ac->description, 500), .criteria = criteria_of(a, ac),
        .type = known_type(ac->achievement_type), .tags = tags_of(a, &ac->tags),
    };
    take_alignments(a, &ac->alignments, &t->v.alignments);
    take_picture(a, ac->image.id, t);
    if (str_is_empty(t->v.name))
        t->flaw = "it has no name";
}

static void take_studio(struct arena *a, str text, struct badge_version_row *v)
{
    struct studio s;

    if (str_is_empty(text) || text.n > STUDIO_BYTES)
        return;
    studio_read(a, text, &s);
    v->studio = studio_write(a, &s);
}

/* What transfer_json put beside the words of the standard. */
static void take_own(struct arena *a, const struct json *own, struct transfer *t)
{
    struct criterion_list items = {0};
    int64_t months;

    if (!json_is(own, JSON_OBJECT))
        return;
    if (json_int(json_get(own, "validityMonths"), &months) && months >= 0 && months <= 600)
        t->v.validity_months = months;
    t->creator = line(a, json_str(json_get(own, "profile")), 500);
    take_studio(a, json_str(json_get(own, "studio")), &t->v);
    if (!json_is(json_get(own, "criteria"), JSON_ARRAY))
        return;
    criteria_read(a, json_text_of(json_get(own, "criteria")), &items);
    for (size_t i = 0; i < items.n; i++) {
        struct criterion *x = &items.items[i];
        *x = (struct criterion){.id = line(a, x->id, 40), .text = line(a, x->text, 400), .proof = line(a, x->proof, 300),
                                .note = line(a, x->note, 600), .is_required = x->is_required};
        if (!str_is_empty(x->text))
            *list_add(a, &t->v.items) = *x;
    }
    t->v.criteria = cut(a, json_str(json_get(own, "said")), 10000, false);
}

static void read_class(struct arena *a, const struct json *doc, struct transfer *t)
{
    struct achievement ac;

    if (json_is(json_get(doc, "criteria"), JSON_STRING))
        read_v1_badge_class(a, doc, &ac);        /* OB 1.x: an address, and no more */
    else
        read_v2_badge_class(a, doc, &ac);
    if (str_is_empty(ac.criteria_narrative))     /* as the interface of Badgr writes it */
        ac.criteria_narrative = json_str(json_get(doc, "criteriaNarrative"));
    take(a, &ac, t);
    t->creator = line(a, json_str(json_get(doc, "issuer")), 500);
}

static bool is_award(const struct json *doc)
{
    return json_get(doc, "badge") && (json_get(doc, "recipient") || has_type(doc, "Assertion"));
}

static bool is_class(const struct json *doc)
{
    return has_type(doc, "BadgeClass") || (json_get(doc, "name") && json_get(doc, "criteria"))
           || str_eq(json_str(json_get(doc, "entityType")), S("BadgeClass"));
}

static void read_one(struct arena *a, const struct json *doc, struct transfer *t)
{
    struct achievement ac;
    const struct json *subject = json_many(json_get(doc, "credentialSubject"), 0);
    const struct json *badge = json_get(doc, "badge");

    *t = (struct transfer){0};
    if (subject)
        doc = json_many(json_get(subject, "achievement"), 0);
    if (subject || has_type(doc, "Achievement")) {
        read_v3_achievement(a, doc, &ac);
        take(a, &ac, t);
        take_own(a, json_get(doc, "lapel"), t);
    } else if (is_award(doc) && json_is(badge, JSON_STRING)) {
        t->class_url = json_str(badge);
    } else if (is_award(doc) && json_is(badge, JSON_OBJECT)) {
        read_class(a, badge, t);
    } else if (is_class(doc)) {
        read_class(a, doc, t);
    } else {
        t->flaw = "it is neither a badge nor an award of one";
    }
    if (!str_is_empty(t->class_url) && !uri_is_http(t->class_url))
        t->flaw = "its badge has no web address";
}

/* ---- a file ---- */

static const struct json *many_in(const struct json *doc)
{
    static const char *const lists[] = {"badges", "achievement", "result", "badgeClasses"};

    if (json_is(doc, JSON_ARRAY))
        return doc;
    for (size_t i = 0; i < COUNT(lists); i++)
        if (!json_get(doc, "type") && json_is(json_get(doc, lists[i]), JSON_ARRAY))
            return json_get(doc, lists[i]);
    return NULL;
}

static code read_json(struct arena *a, str bytes, struct transfer_list *out, struct error *err)
{
    const struct json *doc, *many;

    TRY(json_parse(a, bytes, &limits, &doc, err));
    many = many_in(doc);
    if (!many) {
        read_one(a, doc, list_add(a, out));
        return OK;
    }
    if (json_count(many) > TRANSFER_BADGES)
        return fail(err, LIMIT, "file", "these are %zu badges; give at most %d at once", json_count(many), TRANSFER_BADGES);
    for (size_t i = 0; i < json_count(many); i++)
        read_one(a, json_item(many, i), list_add(a, out));
    return OK;
}

/* A picture with a badge in it is its own picture. */
static code read_wrapped(struct arena *a, str bytes, struct transfer_list *out, struct error *err)
{
    struct detected d = {0};
    struct transfer *t;

    TRY(detect(a, bytes, &d, err));
    t = list_add(a, out);
    *t = (struct transfer){0};
    if (d.document)
        read_one(a, d.document, t);
    else
        t->class_url = d.url;
    if (d.from_image) {
        t->picture = bytes;
        t->picture_url = (str){0};
    }
    return OK;
}

code transfer_read(struct arena *a, str bytes, struct transfer_list *out, struct error *err)
{
    str text = str_trim(bytes);

    if (bytes.n > TRANSFER_BYTES)
        return fail(err, LIMIT, "file", "this is larger than 5 MB");
    if (str_starts(text, S("{")) || str_starts(text, S("[")))
        TRY(read_json(a, text, out, err));
    else
        TRY(read_wrapped(a, bytes, out, err));
    return out->n ? OK : fail(err, BAD_INPUT, "file", "there is no badge in it");
}

code transfer_read_class(struct arena *a, str bytes, struct transfer *out, struct error *err)
{
    struct transfer_list found = {0};

    TRY(transfer_read(a, bytes, &found, err));
    if (found.n != 1 || !str_is_empty(found.items[0].class_url))
        return fail(err, BAD_INPUT, "badge", "its address answers with something that is no badge");
    *out = found.items[0];
    return OK;
}
