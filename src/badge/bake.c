#include "badge/bake.h"

#include "format/jose.h"
#include "format/png.h"
#include "format/svg.h"

#define MAX_TEXT ((size_t)1 << 20)

/* standard.md §8, newest first: the order in which unbake looks. */
struct place {
    enum badge_version version;
    str keyword;  /* PNG */
    str ns, name; /* SVG */
};

static const struct place places[] = {
    {OB_3_0, S("openbadgecredential"), S("https://purl.imsglobal.org/ob/v3p0"), S("credential")},
    {CLR_2_0, S("clrcredential"), S("https://purl.imsglobal.org/clr/v2p0"), S("credential")},
    {OB_2_0, S("openbadges"), S("http://openbadges.org"), S("assertion")},
};

static const struct place *place_of(enum badge_version v)
{
    if (v == OB_3_0)
        return &places[0];
    return v == CLR_2_0 ? &places[1] : &places[2];
}

static code bake_svg(struct arena *a, str image, const struct place *at, str payload, str *out,
                     struct error *err)
{
    struct svg_insert e = {.ns = at->ns, .prefix = S("openbadges"), .name = at->name};

    if (str_starts(payload, S("{")))
        e.text = payload;
    else
        e.verify = payload;
    return svg_element_put(a, image, &e, out, err);
}

code bake(struct arena *a, str image, enum badge_version version, str payload, str *out,
          struct error *err)
{
    const struct place *at = place_of(version);

    payload = str_trim(payload);
    if (str_is_empty(payload))
        return fail(err, BAD_INPUT, "badge", "the badge to put in is empty");
    if (png_looks_like(image))
        return png_text_put(a, image, at->keyword, payload, out, err);
    if (svg_looks_like(image))
        return bake_svg(a, image, at, payload, out, err);
    return fail(err, BAD_INPUT, "image", "the image is neither PNG nor SVG");
}

/* A second badge of the same place: harmless when it is the same one. */
static void note_second(struct unbaked *out, str first, str second)
{
    out->twice = true;
    if (!str_eq(str_trim(first), str_trim(second)))
        out->conflict = true;
}

static code unbake_png_at(struct arena *a, str image, const struct place *at, struct unbaked *out,
                          struct error *err)
{
    struct png_text t, more;

    TRY(png_text_get(a, image, at->keyword, 0, MAX_TEXT, &t, err));
    out->payload = t.text;
    out->compressed = t.compressed;
    out->place = str_z(a, str_printf(a, "png:%s " STR_FMT, t.chunk, STR_ARG(at->keyword)));
    code c = png_text_get(a, image, at->keyword, 1, MAX_TEXT, &more, err);
    if (c == NOT_FOUND)
        return OK;
    TRY(c);
    note_second(out, t.text, more.text);
    return OK;
}

typedef code unbake_at_fn(struct arena *a, str image, const struct place *at, struct unbaked *out,
                          struct error *err);

static code note_older(struct arena *a, str image, size_t found_at, unbake_at_fn *unbake_at,
                       struct unbaked *out, struct error *err)
{
    struct unbaked other = {0};

    for (size_t i = found_at + 1; i < COUNT(places); i++) {
        code c = unbake_at(a, image, &places[i], &other, err);
        if (c == NOT_FOUND)
            continue;
        TRY(c);
        out->older = other.payload;
        return OK;
    }
    return OK;
}

static code unbake_png(struct arena *a, str image, struct unbaked *out, struct error *err)
{
    struct png_info info;

    TRY(png_inspect(image, &info, err));
    out->damaged = info.damaged;
    for (size_t i = 0; i < COUNT(places); i++) {
        code c = unbake_png_at(a, image, &places[i], out, err);
        if (c == OK)
            return note_older(a, image, i, unbake_png_at, out, err);
        if (c != NOT_FOUND)
            return c;
    }
    return fail(err, NOT_FOUND, "image", "there is no badge inside this PNG");
}

/* The `verify` attribute is the signed form or an address; the text is JSON. */
static str svg_payload(const struct svg_element *e)
{
    return str_is_empty(str_trim(e->verify)) ? e->text : e->verify;
}

static code unbake_svg_at(struct arena *a, str image, const struct place *at, struct unbaked *out,
                          struct error *err)
{
    struct svg_element e, more;

    TRY(svg_element_get(a, image, at->ns, at->name, 0, &e, err));
    /* A hosted badge may carry its address and its JSON: the JSON names the
     * address too, and a verifier fetches that one. */
    out->payload = svg_payload(&e);
    out->place = str_z(a, str_printf(a, "svg:" STR_FMT, STR_ARG(at->name)));
    code c = svg_element_get(a, image, at->ns, at->name, 1, &more, err);
    if (c == NOT_FOUND)
        return OK;
    TRY(c);
    note_second(out, out->payload, svg_payload(&more));
    return OK;
}

static code unbake_svg(struct arena *a, str image, struct unbaked *out, struct error *err)
{
    for (size_t i = 0; i < COUNT(places); i++) {
        code c = unbake_svg_at(a, image, &places[i], out, err);
        if (c == OK)
            return note_older(a, image, i, unbake_svg_at, out, err);
        if (c != NOT_FOUND)
            return c;
    }
    return fail(err, NOT_FOUND, "image", "there is no badge inside this SVG");
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
