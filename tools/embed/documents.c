/* documents.c — a list of JSON documents by address as a C table: JSON-LD contexts
 * (format/contexts.h), JSON Schemas (badge/schemas.h). Each text is compacted
 * JSON; one that has several addresses is kept once. */
#include <stdlib.h>
#include <string.h>
#include "embed.h"
#include "format/json.h"
#include "../file.h"

static const struct kind {
    const char *name, *header, *row, *must_have;
} kinds[] = {
    {"contexts", "format/contexts.h", "struct bundled_context", "@context"},
    {"schemas", "badge/schemas.h", "struct bundled_schema", "type"},
};

struct row { str url, recipe; size_t line, text; };
struct text { str recipe, json; };

struct documents {
    struct arena *a;
    const struct kind *kind;
    const char *list;                            /* its path */
    str folder, modules;
    LIST(struct row) rows;
    LIST(struct text) texts;
    struct error *err;
};

static code read_json(struct documents *c, str name, const struct json **out)
{
    bool is_ours = str_find_byte(name, '/') < 0;
    str folder = is_ours ? c->folder : c->modules, text;
    const char *path = str_z(c->a, str_printf(c->a, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(name)));

    TRY(file_read(c->a, path, &text, c->err));
    TRY(loose_json(c->a, text, path, &text, c->err));
    return json_parse(c->a, text, NULL, out, c->err);
}

/* RFC 7396 §2, on text: members of `patch` replace or join those of `base`. */
static void put_merged(struct json_writer *w, struct arena *a, const struct json *base, const struct json *patch)
{
    if (!json_is(patch, JSON_OBJECT)) {
        json_put_value(w, patch);
        return;
    }
    json_open_object(w);
    for (size_t i = 0; i < json_count(base); i++) {
        str key = json_key(base, i);
        const struct json *change = json_get_str(patch, key);
        if (json_is(change, JSON_NULL))
            continue;
        json_put_key(w, str_z(a, key));
        if (change)
            put_merged(w, a, json_value(base, i), change);
        else
            json_put_value(w, json_value(base, i));
    }
    for (size_t i = 0; i < json_count(patch); i++)
        if (!json_get_str(base, json_key(patch, i)) && !json_is(json_value(patch, i), JSON_NULL)) {
            json_put_key(w, str_z(a, json_key(patch, i)));
            put_merged(w, a, NULL, json_value(patch, i));
        }
    json_close_object(w);
}

static code apply_patch(struct documents *c, str name, const struct json **doc)
{
    struct buf b = buf_new(c->a);
    struct json_writer w = json_writer(&b);
    const struct json *patch;

    TRY(read_json(c, name, &patch));
    put_merged(&w, c->a, *doc, patch);
    return json_parse(c->a, buf_done(&b), NULL, doc, c->err);
}

static code make_text(struct documents *c, str recipe, str *out)
{
    struct buf b = buf_new(c->a);
    struct json_writer w = json_writer(&b);
    const struct json *doc = NULL;
    str name;

    while (str_cut(&recipe, '+', &name))
        TRY(doc ? apply_patch(c, str_trim(name), &doc) : read_json(c, str_trim(name), &doc));
    if (!json_get(doc, c->kind->must_have))
        return fail(c->err, BAD_INPUT, str_z(c->a, name), "this lacks \"%s\"", c->kind->must_have);
    json_put_value(&w, doc);
    *out = buf_done(&b);
    return OK;
}

static code find_text(struct documents *c, str recipe, size_t *out)
{
    str json;

    for (*out = 0; *out < c->texts.n; ++*out)
        if (str_eq(c->texts.items[*out].recipe, recipe))
            return OK;
    TRY(make_text(c, recipe, &json));
    *list_add(c->a, &c->texts) = (struct text){recipe, json};
    return OK;
}

static code add_line(struct documents *c, str line, size_t number)
{
    struct row row = {.line = number};

    line = str_trim(line);
    if (line.n == 0 || line.p[0] == '#')
        return OK;
    str_cut(&line, ' ', &row.url);
    row.recipe = str_trim(line);
    if (row.recipe.n == 0)
        return fail(c->err, BAD_INPUT, c->list, "line %zu names no file", number);
    TRY(find_text(c, row.recipe, &row.text));
    *list_add(c->a, &c->rows) = row;
    return OK;
}

static int by_url(const void *x, const void *y)
{
    const struct row *l = x, *r = y;
    int c = str_cmp(l->url, r->url);

    return c ? c : (l->line > r->line) - (l->line < r->line);
}

static str write_table(struct documents *c)
{
    struct buf b = buf_new(c->a);

    qsort(c->rows.items, c->rows.n, sizeof *c->rows.items, by_url);
    buf_printf(&b, "/* Made by tools/embed. */\n#include \"%s\"\n\n", c->kind->header);
    for (size_t i = 0; i < c->texts.n; i++) {
        buf_printf(&b, "static const char text_%zu[] =", i);
        put_bytes(&b, c->texts.items[i].json);
        buf_putz(&b, ";\n");
    }
    buf_printf(&b, "\nconst %s %s_table[] = {\n", c->kind->row, c->kind->name);
    for (size_t i = 0; i < c->rows.n; i++) {
        const struct row *r = &c->rows.items[i];
        buf_printf(&b, "    {{\"" STR_FMT "\", %zu}, {text_%zu, %zu}, %zu},\n", STR_ARG(r->url), r->url.n, r->text,
                   c->texts.items[r->text].json.n, r->text);
    }
    buf_printf(&b, "};\nconst size_t %s_count = %zu;\nconst size_t %s_texts = %zu;\n", c->kind->name, c->rows.n,
               c->kind->name, c->texts.n);
    return buf_done(&b);
}

static const struct kind *find_kind(const char *name)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

bool documents_known(const char *kind)
{
    return find_kind(kind) != NULL;
}

code documents_write(struct arena *a, const struct documents_input *in, str *out, struct error *err)
{
    struct documents c = {.a = a, .kind = find_kind(in->kind), .list = in->list, .modules = cstr(in->modules),
                          .err = err};
    size_t number = 0, slash = cstr(in->list).n;
    str rest, line;

    while (slash > 0 && in->list[slash - 1] != '/')
        slash--;
    c.folder = slash ? str_slice(cstr(in->list), 0, slash - 1) : S(".");
    TRY(file_read(a, in->list, &rest, err));
    while (str_cut_line(&rest, &line))
        TRY(add_line(&c, line, ++number));
    *out = write_table(&c);
    return OK;
}
