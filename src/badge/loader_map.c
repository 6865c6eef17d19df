/* A map that stands for the whole web: the form that fixtures and
 * `lapel verify --documents` use. */
#include "badge/loader.h"

#include "base/codec.h"
#include "base/uri.h"
#include "format/json.h"

#define MAX_REDIRECTS 3

struct loader_map {
    const struct json *map;
    loader_read_fn *read;
    void *ctx;
};

static const struct json_limits map_limits = {
    .bytes = 64u << 20,
    .depth = 128,
    .values = 2000000,
    .keys = 100000,
    .string = 32u << 20,
};

code loader_map_open(struct arena *a, str json, loader_read_fn *read, void *ctx,
                     struct loader_map **out, struct error *err)
{
    struct loader_map *m = NEW(a, struct loader_map);

    *m = (struct loader_map){.read = read, .ctx = ctx};
    TRY(json_parse(a, json, &map_limits, &m->map, err));
    if (!json_is(m->map, JSON_OBJECT))
        return fail(err, BAD_INPUT, "", "the map of documents must be a JSON object");
    *out = m;
    return OK;
}

static str header_of(const struct json *entry, str name)
{
    const struct json *headers = json_get(entry, "headers");

    for (size_t i = 0; i < json_count(headers); i++)
        if (str_eq_nocase(json_key(headers, i), name))
            return json_str(json_value(headers, i));
    return (str){0};
}

static str either(str first, str second)
{
    return str_is_absent(first) ? second : first;
}

static code body_of(const struct loader_map *m, struct arena *a, const struct json *entry,
                    str *body, struct error *err)
{
    const struct json *v;

    *body = (str){0};
    if ((v = json_get(entry, "file")))
        return m->read(m->ctx, a, json_str(v), body, err);
    if ((v = json_get(entry, "text")))
        *body = json_str(v);
    else if ((v = json_get(entry, "base64")))
        *body = base64_decode(a, json_str(v));
    else if ((v = json_get(entry, "json"))) {
        struct buf b = buf_new(a);
        struct json_writer w = json_writer(&b);
        json_put_value(&w, v);
        *body = buf_done(&b);
    }
    return OK;
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* Hosts that a real fetch gives up on. */
static bool is_silent(const struct json *entry)
{
    return json_get(entry, "hang") || json_get(entry, "drip") || json_get(entry, "tls");
}

static code answer_once(const struct loader_map *m, struct arena *a, str url, struct loaded *out,
                        str *location, struct error *err)
{
    const struct json *entry = json_get_str(m->map, url);
    int64_t status = 200;

    if (json_get(entry, "sequence"))
        entry = json_item(json_get(entry, "sequence"), 0);
    *location = (str){0};
    *out = (struct loaded){.status = 200, .final_url = url};
    if (json_is(entry, JSON_STRING))
        return m->read(m->ctx, a, json_str(entry), &out->body, err);
    if (!json_is(entry, JSON_OBJECT) || is_silent(entry))
        return fail(err, UNREACHABLE, str_z(a, url), "the address does not answer");
    if (json_get(entry, "status") && !json_int(json_get(entry, "status"), &status))
        return fail(err, BAD_INPUT, str_z(a, url), "the map gives a status that is no number");
    out->status = (int)status;
    out->content_type =
        either(json_str(json_get(entry, "type")), header_of(entry, S("content-type")));
    if (is_redirect(out->status))
        *location = either(json_str(json_get(entry, "location")), header_of(entry, S("location")));
    return body_of(m, a, entry, &out->body, err);
}

static code map_get(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out,
                    struct error *err)
{
    str location;

    (void)accept;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
        TRY(answer_once(ctx, a, url, out, &location, err));
        if (str_is_absent(location))
            return OK;
        url = uri_resolve(a, url, location);
    }
    return fail(err, LIMIT, str_z(a, url), "the address redirects too often");
}

struct loader loader_of_map(struct loader_map *m)
{
    return (struct loader){.get = map_get, .ctx = m, .budget = LOADER_BUDGET};
}
