#include "badge/bake.h"

#include "badge/read.h"
#include "base/uri.h"
#include "format/jose.h"
#include "format/png.h"
#include "format/svg.h"

#define MAX_TEXT ((size_t)1 << 20)
#define MAX_SAME 16 /* badges of one keyword that are compared */

/* standard.md §8, newest first: the order in which unbake looks. */
struct place {
    enum badge_version version;
    str keyword; /* PNG */
    struct svg_name svg;
};

static const struct place places[] = {
    {OB_3_0, S("openbadgecredential"), {S("https://purl.imsglobal.org/ob/v3p0"), S("credential")}},
    {CLR_2_0, S("clrcredential"), {S("https://purl.imsglobal.org/clr/v2p0"), S("credential")}},
    {OB_2_0, S("openbadges"), {S("http://openbadges.org"), S("assertion")}},
};

static const struct place *place_of(enum badge_version v)
{
    if (v == OB_3_0)
        return &places[0];
    return v == CLR_2_0 ? &places[1] : &places[2];
}

/* ---- putting ---- */

static code bake_png(struct arena *a, str image, const struct place *at, const struct png_put *form,
                     str *out, struct error *err)
{
    struct png_put put = *form;
    str keywords[COUNT(places)];

    for (size_t i = 0; i < COUNT(places); i++)
        keywords[i] = places[i].keyword;
    put.keyword = at->keyword;
    put.without = put.without_n ? keywords : NULL;
    return png_text_put(a, image, &put, out, err);
}

/* A JWS or an address stands in the attribute; of a hosted badge both the
 * address and the JSON. */
static void choose_svg_form(struct arena *a, struct svg_insert *e, enum badge_version version,
                            str payload)
{
    const struct json *doc;
    str url;

    if (!str_starts(payload, S("{"))) {
        e->verify = payload;
        return;
    }
    e->text = payload;
    if (version == OB_3_0 || version == CLR_2_0 || json_parse(a, payload, NULL, &doc, NULL) != OK)
        return;
    url = hosted_address(doc);
    if (uri_is_http(url))
        e->verify = url;
}

static code bake_svg(struct arena *a, str image, enum badge_version version, str payload,
                     bool alone, str *out, struct error *err)
{
    const struct place *at = place_of(version);
    struct svg_name names[COUNT(places)];
    struct svg_insert e = {.ns = at->svg.ns,
                           .prefix = S("openbadges"),
                           .name = at->svg.name,
                           .without = names,
                           .without_n = alone ? COUNT(places) : 0};

    for (size_t i = 0; i < COUNT(places); i++)
        names[i] = places[i].svg;
    choose_svg_form(a, &e, version, payload);
    return svg_element_put(a, image, &e, out, err);
}

static code bake_either(struct arena *a, str image, enum badge_version version, str payload,
                        bool alone, str *out, struct error *err)
{
    payload = str_trim(payload);
    if (str_is_empty(payload))
        return fail(err, BAD_INPUT, "badge", "the badge to put in is empty");
    if (version == OB_0_5 && !uri_is_http(payload))
        return fail(err, BAD_INPUT, "badge",
                    "a badge of version 0.5 goes into a picture as its web address");
    if (png_looks_like(image))
        return bake_png(a, image, place_of(version),
                        &(struct png_put){.text = payload,
                                          .is_latin = version == OB_0_5,
                                          .without_n = alone ? COUNT(places) : 0},
                        out, err);
    if (svg_looks_like(image))
        return bake_svg(a, image, version, payload, alone, out, err);
    return fail(err, BAD_INPUT, "image", "the image is neither PNG nor SVG");
}

code bake(struct arena *a, str image, enum badge_version version, str payload, str *out,
          struct error *err)
{
    return bake_either(a, image, version, payload, true, out, err);
}

code bake_beside(struct arena *a, str image, enum badge_version version, str payload, str *out,
                 struct error *err)
{
    return bake_either(a, image, version, payload, false, out, err);
}

/* ---- taking ---- */

/* A second badge of the same place: harmless when it is the same one. */
static void note_second(struct unbaked *out, str first, str second)
{
    out->twice = true;
    if (!str_eq(str_trim(first), str_trim(second)))
        out->conflict = true;
}

/* What a picture holds, whatever its format: the badges of one place. */
struct source {
    struct arena *a;
    str image; /* PNG */
    struct png_text_list texts;
    struct svg_element_list elements;
};

typedef code take_fn(const struct source *s, const struct place *at, struct unbaked *out,
                     struct error *err);

/* Only an address survives a wrong checksum, as early tools wrote it: what is
 * judged then is what its host says. */
static code judge_damage(const struct png_text *t, struct unbaked *out, struct error *err)
{
    out->damaged |= t->damaged;
    if (t->damaged && !uri_is_http(str_trim(t->text)))
        return fail(err, BAD_INPUT, "image",
                    "the PNG file is damaged: the checksum of the badge in it is wrong");
    return OK;
}

static code take_png(const struct source *s, const struct place *at, struct unbaked *out,
                     struct error *err)
{
    struct png_text t, first = {0};
    unsigned seen = 0;

    for (size_t i = 0; i < s->texts.n && seen < MAX_SAME && !out->conflict; i++) {
        if (!str_eq(s->texts.items[i].keyword, at->keyword))
            continue;
        TRY(png_text_read(s->a, s->image, &s->texts.items[i], MAX_TEXT, &t, err));
        if (seen++)
            note_second(out, first.text, t.text);
        else
            first = t;
    }
    if (!seen)
        return fail(err, NOT_FOUND, "image", "the picture has no such text");
    TRY(judge_damage(&first, out, err));
    out->payload = first.text;
    out->compressed = first.compressed;
    out->place =
        str_z(s->a, str_printf(s->a, "png:%s " STR_FMT, first.chunk, STR_ARG(at->keyword)));
    return OK;
}

/* Attribute and text of one element. The JSON is the badge when it names the
 * same address; a signature, or an address where the text is no badge of its
 * own, stands in the attribute. */
static str svg_payload(struct arena *a, const struct svg_element *e, struct unbaked *out)
{
    str verify = str_trim(e->verify), text = str_trim(e->text);
    const struct json *doc;

    if (str_is_empty(verify) || str_is_empty(text))
        return str_is_empty(verify) ? text : verify;
    if (json_parse(a, text, NULL, &doc, NULL) != OK) {
        out->is_text_odd = true;
        return verify;
    }
    if (str_eq(hosted_address(doc), verify))
        return text;
    if (str_is_empty(hosted_address(doc)) && uri_is_http(verify))
        return verify; /* version 0.5: its JSON names no host */
    note_second(out, verify, text);
    return verify;
}

static code take_svg(const struct source *s, const struct place *at, struct unbaked *out,
                     struct error *err)
{
    bool is_found = false;

    for (size_t i = 0; i < s->elements.n; i++) {
        const struct svg_element *e = &s->elements.items[i];
        if (!str_eq(e->ns, at->svg.ns) || !str_eq(e->name, at->svg.name))
            continue;
        str payload = svg_payload(s->a, e, out);
        if (is_found)
            note_second(out, out->payload, payload);
        else
            out->payload = payload;
        is_found = true;
    }
    if (!is_found)
        return fail(err, NOT_FOUND, "image", "the picture has no such element");
    out->place = str_z(s->a, str_printf(s->a, "svg:" STR_FMT, STR_ARG(at->svg.name)));
    return OK;
}

static code note_older(const struct source *s, size_t found_at, take_fn *take, struct unbaked *out,
                       struct error *err)
{
    struct unbaked other = {0};

    for (size_t i = found_at + 1; i < COUNT(places); i++) {
        code c = take(s, &places[i], &other, err);
        if (c == NOT_FOUND)
            continue;
        TRY(c);
        out->older = other.payload;
        return OK;
    }
    return OK;
}

static code take_newest(const struct source *s, take_fn *take, const char *format,
                        struct unbaked *out, struct error *err)
{
    for (size_t i = 0; i < COUNT(places); i++) {
        code c = take(s, &places[i], out, err);
        if (c == OK)
            return note_older(s, i, take, out, err);
        if (c != NOT_FOUND)
            return c;
    }
    return fail(err, NOT_FOUND, "image", "there is no badge inside this %s", format);
}

static code unbake_png(struct arena *a, str image, struct unbaked *out, struct error *err)
{
    struct source s = {.a = a, .image = image};
    struct png_info info;
    str keywords[COUNT(places)];

    for (size_t i = 0; i < COUNT(places); i++)
        keywords[i] = places[i].keyword;
    TRY(png_outline(image, &info, err));
    TRY(png_texts(a, image, keywords, COUNT(places), &s.texts, err));
    out->damaged = info.damaged;
    return take_newest(&s, take_png, "PNG", out, err);
}

static code unbake_svg(struct arena *a, str image, struct unbaked *out, struct error *err)
{
    struct source s = {.a = a};
    struct svg_name names[COUNT(places)];

    for (size_t i = 0; i < COUNT(places); i++)
        names[i] = places[i].svg;
    TRY(svg_elements(a, image, names, COUNT(names), &s.elements, err));
    return take_newest(&s, take_svg, "SVG", out, err);
}

code unbake(struct arena *a, str image, struct unbaked *out, struct error *err)
{
    *out = (struct unbaked){0};
    if (png_looks_like(image))
        return unbake_png(a, image, out, err);
    if (svg_looks_like(image))
        return unbake_svg(a, image, out, err);
    return fail(err, BAD_INPUT, "image", "the image is neither PNG nor SVG");
}

bool image_is_whole(str image)
{
    struct png_info info;

    return !png_looks_like(image) || (png_inspect(image, &info, NULL) == OK && !info.damaged);
}
