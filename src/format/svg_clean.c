/* format/svg_clean.c — a stranger's picture written anew from what is known
 * to be harmless. Nothing is removed here: what is not on a list is never
 * written. */
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/list.h"
#include "format/svg.h"
#include "format/xml.h"

#define SVG_NS     "http://www.w3.org/2000/svg"
#define XLINK_NS   "http://www.w3.org/1999/xlink"
#define MAX_OUTPUT ((size_t)1 << 20)             /* so that it can be cleaned again */
#define MAX_DRAWN  200000                        /* elements, each <use> counted with what it shows */
#define MAX_CHAIN  32                            /* of a <use> that shows a <use> … */

/* Lists, sorted by bytes for bsearch. */

/* No a (its children stay), script, foreignObject, style sheets by link,
 * animation (it can set an address), feImage, cursor or metadata. */
static const char *const elements[] = {
    "circle", "clipPath", "defs", "desc", "ellipse",
    "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix",
    "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood",
    "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode",
    "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile",
    "feTurbulence", "filter", "g", "image", "line", "linearGradient", "marker", "mask", "path",
    "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "style", "svg", "switch",
    "symbol", "text", "textPath", "title", "tspan", "use",
};

static const char *const attributes[] = {
    "alignment-baseline", "amplitude", "aria-hidden", "aria-label", "azimuth", "baseFrequency",
    "baseline-shift", "bias", "class", "clip", "clip-path", "clip-rule", "clipPathUnits", "color",
    "color-interpolation", "color-interpolation-filters", "color-rendering", "cx", "cy", "d",
    "diffuseConstant", "direction", "display", "divisor", "dominant-baseline", "dx", "dy",
    "edgeMode", "elevation", "enable-background", "exponent", "fill", "fill-opacity", "fill-rule",
    "filter", "filterUnits", "flood-color", "flood-opacity", "font-family", "font-size",
    "font-size-adjust", "font-stretch", "font-style", "font-variant", "font-weight", "fr", "fx",
    "fy", "gradientTransform", "gradientUnits", "height", "id", "image-rendering", "in", "in2",
    "intercept", "isolation", "k1", "k2", "k3", "k4", "kernelMatrix", "kernelUnitLength",
    "kerning", "lang", "lengthAdjust", "letter-spacing", "lighting-color", "limitingConeAngle",
    "marker-end", "marker-mid", "marker-start", "markerHeight", "markerUnits", "markerWidth",
    "mask", "mask-type", "maskContentUnits", "maskUnits", "method", "mix-blend-mode", "mode",
    "numOctaves", "offset", "opacity", "operator", "order", "orient", "overflow", "paint-order",
    "pathLength", "patternContentUnits", "patternTransform", "patternUnits", "points",
    "pointsAtX", "pointsAtY", "pointsAtZ", "preserveAlpha", "preserveAspectRatio",
    "primitiveUnits", "r", "radius", "refX", "refY", "requiredFeatures", "result", "role",
    "rotate", "rx", "ry", "scale", "seed", "shape-rendering", "side", "slope", "spacing",
    "specularConstant", "specularExponent", "spreadMethod", "startOffset", "stdDeviation",
    "stitchTiles", "stop-color", "stop-opacity", "stroke", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
    "stroke-opacity", "stroke-width", "style", "surfaceScale", "systemLanguage", "tableValues",
    "targetX", "targetY", "text-anchor", "text-decoration", "text-rendering", "textLength",
    "transform", "transform-origin", "type", "unicode-bidi", "values", "vector-effect",
    "version", "viewBox", "visibility", "width", "word-spacing", "writing-mode", "x", "x1", "x2",
    "xChannelSelector", "y", "y1", "y2", "yChannelSelector", "z",
};

/* In a style or a presentation attribute; url is looked at more closely. */
static const char *const css_functions[] = {
    "calc", "hsl", "hsla", "matrix", "rgb", "rgba", "rotate", "scale", "skewX", "skewY",
    "skewx", "skewy", "translate", "url",
};

static const char *const text_elements[] = {"desc", "style", "text", "textPath", "title", "tspan"};

static int compare(const void *key, const void *entry)
{
    return str_cmp(*(const str *)key, cstr(*(const char *const *)entry));
}

#define is_in(list, s) (bsearch(&(s), (list), COUNT(list), sizeof *(list), compare) != NULL)

/* Style. */

static bool is_name_byte(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '_' ||
           (unsigned char)c >= 0x80;
}

static str name_before(str css, size_t at)
{
    size_t from = at;

    while (from > 0 && is_name_byte(css.p[from - 1]))
        from--;
    return str_slice(css, from, at);
}

/* Behind "url(": an id of this picture, with or without quotes. */
static bool is_local_url(str rest)
{
    rest = str_trim(rest);
    if (str_starts(rest, S("\"")) || str_starts(rest, S("'")))
        rest = str_from(rest, 1);
    return str_starts(rest, S("#"));
}

/* No escapes that could hide a word, no rules that load, and every function
 * one that cannot. Comments may hide nothing: they end a name. */
static bool is_harmless_css(str css)
{
    for (size_t i = 0; i < css.n; i++) {
        if (css.p[i] == '\\' || css.p[i] == '@' || css.p[i] == '<')
            return false;
        if (css.p[i] != '(')
            continue;
        str name = name_before(css, i);
        if (name.n && !is_in(css_functions, name))
            return false;
        if (str_eq(name, S("url")) && !is_local_url(str_from(css, i + 1)))
            return false;
    }
    return true;
}

/* Addresses: an id of this picture, or for <image> a picture within. */
static bool is_harmless_href(str element, str href)
{
    href = str_trim(href);
    if (str_starts(href, S("#")))
        return str_find_byte(href, '%') < 0;     /* an id that other readers decode */
    return str_eq(element, S("image")) && (str_starts(href, S("data:image/png;base64,")) ||
                                           str_starts(href, S("data:image/jpeg;base64,")));
}

/* Writing. */

enum fate { WRITTEN, UNWRAPPED, DROPPED };

struct open_element {
    enum fate fate;
    str name;
    bool holds_text;
    size_t drawn;                                /* position, if written */
};

/* A written element in the order of the file; those below it follow up to
 * `end`. */
struct drawn {
    str shows;                                   /* id that a <use> refers to */
    size_t end;
    size_t cost;                                 /* elements in all; 0: not known yet */
    bool is_being_counted;
};

struct cleaner {
    struct arena *a;
    struct buf out;
    LIST(struct drawn) drawn;
    struct map *ids;                             /* id to position in `drawn`, plus 1 */
    LIST(struct open_element) open;
    bool start_tag_open;                         /* ">" or "/>" is still to come */
    struct buf style;                            /* of the <style> being read */
};

static void finish_start_tag(struct cleaner *c)
{
    if (c->start_tag_open)
        buf_byte(&c->out, '>');
    c->start_tag_open = false;
}

static void put_attr(struct cleaner *c, const char *name, str value)
{
    buf_printf(&c->out, " %s=\"", name);
    xml_put_escaped(&c->out, value);
    buf_byte(&c->out, '"');
}

static str href_of(const struct xml_element *e)
{
    str plain = xml_attr_of(e, "href");

    for (size_t i = 0; str_is_absent(plain) && i < e->attr_count; i++)
        if (str_eq(e->attrs[i].ns, S(XLINK_NS)) && str_eq(e->attrs[i].name, S("href")))
            return e->attrs[i].value;
    return plain;
}

static void put_attrs(struct cleaner *c, const struct xml_element *e)
{
    str href = href_of(e);

    for (size_t i = 0; i < e->attr_count; i++) {
        const struct xml_attr *at = &e->attrs[i];
        if (str_is_absent(at->ns) && is_in(attributes, at->name) && is_harmless_css(at->value))
            put_attr(c, str_z(c->a, at->name), at->value);
        else if (str_eq(at->ns, S("http://www.w3.org/XML/1998/namespace")) &&
                 str_eq(at->name, S("space")))
            put_attr(c, "xml:space", at->value);
    }
    if (!str_is_absent(href) && is_harmless_href(e->name, href))
        put_attr(c, "xlink:href", str_trim(href));
}

static size_t note_drawn(struct cleaner *c, const struct xml_element *e)
{
    str id = xml_attr_of(e, "id"), href = str_trim(href_of(e));
    size_t at = c->drawn.n;

    *list_add(c->a, &c->drawn) = (struct drawn){0};
    if (str_eq(e->name, S("use")) && str_starts(href, S("#")))
        c->drawn.items[at].shows = str_copy(c->a, str_from(href, 1));
    if (id.n) {
        void **slot = map_at(c->ids, str_copy(c->a, id));
        if (!*slot)
            *slot = (void *)(at + 1);
    }
    return at;
}

static bool is_style(str name)
{
    return str_eq(name, S("style"));
}

/* NULL outside the root. */
static struct open_element *innermost(const struct cleaner *c)
{
    return c->open.n ? &c->open.items[c->open.n - 1] : NULL;
}

static enum fate fate_of(const struct open_element *parent, const struct xml_element *e)
{
    if (parent && (parent->fate == DROPPED || is_style(parent->name)))
        return DROPPED;
    if (!str_eq(e->ns, S(SVG_NS)))
        return DROPPED;
    if (str_eq(e->name, S("a")))
        return UNWRAPPED;
    return is_in(elements, e->name) ? WRITTEN : DROPPED;
}

static struct open_element opened(struct cleaner *c, const struct xml_element *e)
{
    const struct open_element *parent = innermost(c);
    struct open_element o = {.fate = fate_of(parent, e), .name = str_copy(c->a, e->name)};

    if (o.fate == WRITTEN)
        o.holds_text = is_in(text_elements, e->name);
    else
        o.holds_text = o.fate == UNWRAPPED && parent && parent->holds_text;
    return o;
}

static code on_start(void *ctx, const struct xml_element *e, struct error *err)
{
    struct cleaner *c = ctx;
    struct open_element o = opened(c, e);

    if (e->depth == 0 && (!str_eq(e->ns, S(SVG_NS)) || !str_eq(e->name, S("svg"))))
        return fail(err, BAD_INPUT, "image", "this is XML, but not an SVG picture");
    if (o.fate == WRITTEN)
        o.drawn = note_drawn(c, e);
    *list_add(c->a, &c->open) = o;
    if (o.fate != WRITTEN)
        return OK;
    if (is_style(e->name)) {
        c->style = buf_new(c->a);
        return OK;
    }
    finish_start_tag(c);
    buf_printf(&c->out, "<" STR_FMT, STR_ARG(e->name));
    if (e->depth == 0)
        buf_put(&c->out, S(" xmlns=\"" SVG_NS "\" xmlns:xlink=\"" XLINK_NS "\""));
    put_attrs(c, e);
    c->start_tag_open = true;
    return OK;
}

/* Judged as a whole: in pieces a word could be cut. */
static void put_style(struct cleaner *c)
{
    str css = buf_done(&c->style);

    if (!is_harmless_css(css))
        return;
    finish_start_tag(c);
    buf_put(&c->out, S("<style>"));
    xml_put_escaped(&c->out, css);
    buf_put(&c->out, S("</style>"));
}

static void on_end(void *ctx, unsigned depth, size_t to)
{
    struct cleaner *c = ctx;
    const struct open_element *e = &c->open.items[depth];

    (void)to;
    c->open.n = depth;
    if (e->fate != WRITTEN)
        return;
    c->drawn.items[e->drawn].end = c->drawn.n;
    if (is_style(e->name)) {
        put_style(c);
        return;
    }
    if (c->start_tag_open)
        buf_put(&c->out, S("/>"));
    else
        buf_printf(&c->out, "</" STR_FMT ">", STR_ARG(e->name));
    c->start_tag_open = false;
}

static void on_text(void *ctx, str text)
{
    struct cleaner *c = ctx;
    const struct open_element *e = innermost(c);

    if (e->fate == DROPPED || !e->holds_text)
        return;
    if (e->fate == WRITTEN && is_style(e->name)) {
        buf_put(&c->style, text);
        return;
    }
    finish_start_tag(c);
    xml_put_escaped(&c->out, text);
}

/* Nine levels of ten <use> each are 2 KB of file and 10^9 rectangles on the
 * screen of whoever looks at the badge. */
static code count_drawn(struct cleaner *c, size_t at, unsigned chain, struct error *err)
{
    struct drawn *d = &c->drawn.items[at];

    if (d->cost)
        return OK;
    if (d->is_being_counted)
        return fail(err, BAD_INPUT, "image", "the picture contains itself");
    if (chain > MAX_CHAIN)
        return fail(err, LIMIT, "image", "the picture repeats its parts too often");
    d->is_being_counted = true;
    size_t cost = d->end - at;
    for (size_t i = at; i < d->end; i++) {
        size_t shown = (size_t)map_get(c->ids, c->drawn.items[i].shows);
        if (str_is_empty(c->drawn.items[i].shows) || !shown)
            continue;
        TRY(count_drawn(c, shown - 1, chain + 1, err));
        cost += c->drawn.items[shown - 1].cost;
        if (cost > MAX_DRAWN)
            return fail(err, LIMIT, "image", "the picture repeats its parts too often");
    }
    d->is_being_counted = false;
    d->cost = cost;
    return OK;
}

code svg_clean(struct arena *a, str file, str *out, struct error *err)
{
    static const struct xml_handler cleaning = {on_start, on_end, on_text};
    struct cleaner c = {.a = a, .out = buf_new(a), .ids = map_new(a)};

    TRY(xml_read(a, file, &cleaning, &c, err));
    TRY(count_drawn(&c, 0, 0, err));
    if (c.out.n > MAX_OUTPUT)
        return fail(err, LIMIT, "image", "the picture is larger than 1 MB");
    *out = buf_done(&c.out);
    return OK;
}
