/* format/xml.c — the one file that knows expat. */
#include "format/xml.h"
#include <expat.h>
#include <stdio.h>
#include <string.h>
#include "base/arena.h"
#include "base/utf8.h"

#define MAX_FILE     ((size_t)1 << 20)
#define MAX_DEPTH    64
#define MAX_ELEMENTS 20000
#define MAX_ATTRS    256
#define NS_MARK      '\n'                        /* expat refuses it inside a namespace */

struct reader {
    XML_Parser expat;
    struct xml_handler handler;
    void *ctx;
    unsigned depth, elements;
    code result;
    struct error *err;
    struct xml_attr attrs[MAX_ATTRS];
};

/* Expat's memory comes from the arena of the call under way, so that it ends
 * with it also when the task is dropped in the middle. Expat gives its
 * allocator no context: hence the thread's variable, set around one call. */

static __thread struct arena *memory;

struct block {
    size_t size;
    _Alignas(max_align_t) char bytes[];
};

static void *take(size_t size)
{
    struct block *b = arena_alloc(memory, 1, sizeof *b + size);

    b->size = size;
    return b->bytes;
}

static void *resize(void *old, size_t size)
{
    const struct block *b = old ? (struct block *)((char *)old - offsetof(struct block, bytes)) : NULL;

    if (b && size <= b->size)
        return old;
    void *p = take(size);
    if (b)
        memcpy(p, old, b->size);
    return p;
}

static void give_back(void *p)
{
    (void)p;
}

/* Events. */

static void stop(struct reader *r, code c)
{
    if (r->result == OK)
        r->result = c;
    XML_StopParser(r->expat, XML_FALSE);
}

static void refuse(struct reader *r, code c, const char *what)
{
    char where[32];

    snprintf(where, sizeof where, "line %lu", (unsigned long)XML_GetCurrentLineNumber(r->expat));
    stop(r, fail(r->err, c, where, "%s", what));
}

static void split_name(const char *z, str *ns, str *name)
{
    const char *mark = strrchr(z, NS_MARK);

    *ns = mark ? (str){z, (size_t)(mark - z)} : (str){0};
    *name = cstr(mark ? mark + 1 : z);
}

static size_t here(const struct reader *r)
{
    return (size_t)XML_GetCurrentByteIndex(r->expat);
}

static size_t behind(const struct reader *r)
{
    return here(r) + (size_t)XML_GetCurrentByteCount(r->expat);
}

static void on_start(void *ctx, const XML_Char *name, const XML_Char **attrs)
{
    struct reader *r = ctx;
    struct xml_element e = {.attrs = r->attrs, .from = here(r), .to = behind(r), .depth = r->depth};

    if (r->result != OK)
        return;
    if (++r->elements > MAX_ELEMENTS || ++r->depth > MAX_DEPTH) {
        refuse(r, LIMIT, r->depth > MAX_DEPTH ? "the picture is nested too deeply"
                                              : "the picture has too many elements");
        return;
    }
    for (; attrs[0]; attrs += 2, e.attr_count++) {
        if (e.attr_count == MAX_ATTRS) {
            refuse(r, LIMIT, "an element has too many attributes");
            return;
        }
        struct xml_attr *attr = &r->attrs[e.attr_count];
        split_name(attrs[0], &attr->ns, &attr->name);
        attr->value = cstr(attrs[1]);
    }
    split_name(name, &e.ns, &e.name);
    code c = r->handler.start(r->ctx, &e, r->err);
    if (c != OK)
        stop(r, c);
}

static void on_end(void *ctx, const XML_Char *name)
{
    struct reader *r = ctx;

    (void)name;
    if (r->result == OK)
        r->handler.end(r->ctx, --r->depth, behind(r));
}

static void on_text(void *ctx, const XML_Char *text, int n)
{
    struct reader *r = ctx;

    if (r->result == OK)
        r->handler.text(r->ctx, (str){text, (size_t)n});
}

static void on_declaration(void *ctx, const XML_Char *version, const XML_Char *encoding, int alone)
{
    (void)version, (void)alone;
    if (encoding && !str_eq_nocase(cstr(encoding), S("UTF-8")) &&
        !str_eq_nocase(cstr(encoding), S("US-ASCII")))
        refuse(ctx, UNSUPPORTED, "the picture must be saved as UTF-8");
}

/* A bare DOCTYPE, as drawing programs write it, does no harm: nothing is
 * fetched, and an entity it might have defined is refused where it is used. */
static void on_doctype(void *ctx, const XML_Char *name, const XML_Char *sysid,
                       const XML_Char *pubid, int has_subset)
{
    (void)name, (void)sysid, (void)pubid;
    if (has_subset)
        refuse(ctx, UNSUPPORTED, "the picture has a DOCTYPE with definitions in it; save it as plain SVG");
}

static void on_skipped_entity(void *ctx, const XML_Char *name, int is_parameter)
{
    (void)name, (void)is_parameter;
    refuse(ctx, BAD_INPUT, "the picture uses an entity that XML does not define");
}

static void listen(struct reader *r)
{
    XML_SetUserData(r->expat, r);
    XML_SetElementHandler(r->expat, on_start, on_end);
    XML_SetCharacterDataHandler(r->expat, on_text);
    XML_SetXmlDeclHandler(r->expat, on_declaration);
    XML_SetStartDoctypeDeclHandler(r->expat, on_doctype);
    XML_SetSkippedEntityHandler(r->expat, on_skipped_entity);
}

static code read_whole(struct reader *r, str file)
{
    if (XML_Parse(r->expat, file.p, (int)file.n, XML_TRUE) == XML_STATUS_OK || r->result != OK)
        return r->result;
    refuse(r, BAD_INPUT, XML_ErrorString(XML_GetErrorCode(r->expat)));
    return r->result;
}

code xml_read(struct arena *a, str file, const struct xml_handler *handler, void *ctx,
              struct error *err)
{
    static const XML_Memory_Handling_Suite in_arena = {take, resize, give_back};
    struct reader *r = NEW(a, struct reader);
    const char mark[] = {NS_MARK, '\0'};

    if (file.n > MAX_FILE)
        return fail(err, LIMIT, "", "the picture is larger than 1 MB");
    memory = a;
    *r = (struct reader){.expat = XML_ParserCreate_MM("UTF-8", &in_arena, mark),
                         .handler = *handler, .ctx = ctx, .err = err};
    listen(r);
    code c = read_whole(r, file);
    XML_ParserFree(r->expat);
    memory = NULL;
    return c;
}

str xml_attr_of(const struct xml_element *e, const char *name)
{
    for (size_t i = 0; i < e->attr_count; i++)
        if (str_is_absent(e->attrs[i].ns) && str_eq(e->attrs[i].name, cstr(name)))
            return e->attrs[i].value;
    return (str){0};
}

/* Writing. */

static const char *escape_of(char c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\r':                                   /* would be read back as LF */
        return "&#13;";
    case '\n':                                   /* and these as space in an attribute */
        return "&#10;";
    case '\t':
        return "&#9;";
    default:
        return NULL;
    }
}

void xml_put_escaped(struct buf *b, str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.n; i++) {
        const char *escape = escape_of(text.p[i]);
        if (!escape)
            continue;
        buf_put(b, str_slice(text, from, i));
        buf_putz(b, escape);
        from = i + 1;
    }
    buf_put(b, str_from(text, from));
}

bool xml_is_text(str text)
{
    if (!utf8_is_valid(text))
        return false;
    for (int32_t cp; (cp = utf8_next(&text)) >= 0;)
        if ((cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') || cp == 0xFFFE || cp == 0xFFFF)
            return false;
    return true;
}
