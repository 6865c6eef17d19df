/* format/jsonld_same.c */
#include "format/jsonld_same.h"
#include "format/jcs.h"

struct ld_same ld_same_new(struct ld_run *r)
{
    return (struct ld_same){.r = r, .seen = map_new(r->a), .key = buf_new(r->a)};
}

static void put_part(struct buf *b, char tag, str text)
{
    buf_byte(b, str_is_absent(text) ? '-' : tag);
    buf_printf(b, "%zu:", text.n); /* so that no two keys run together */
    buf_put(b, text);
}

static void begin(struct ld_same *s, const void *owner)
{
    s->key.n = 0;
    buf_put(&s->key, (str){(const char *)&owner, sizeof owner});
}

static bool end(struct ld_same *s)
{
    str key = {s->key.p, s->key.n};

    if (map_get(s->seen, key))
        return false;
    *map_at(s->seen, str_copy(s->r->a, key)) = s;
    return true;
}

/* Numbers by what they are: 1 and 1.0 are one value. */
static code put_json(struct buf *b, const struct json *v, struct error *err)
{
    buf_byte(b, (char)('0' + json_kind(v)));
    if (json_is(v, JSON_STRING)) {
        put_part(b, 's', json_str(v));
        return OK;
    }
    return jcs_put(b, v, err);
}

code ld_same_add(struct ld_same *s, const struct ld_property *property, const struct ld_item *value,
                 bool *is_new)
{
    begin(s, property);
    if (value->kind == LD_NODE) {
        put_part(&s->key, 'n', value->node->id.text);
    } else {
        put_part(&s->key, 't', value->value.type.text);
        put_part(&s->key, 'l', value->value.language);
        put_part(&s->key, 'd', ld_direction_text(value->value.direction));
        put_part(&s->key, 'i', value->index);
        TRY(put_json(&s->key, value->value.json, s->r->err));
    }
    *is_new = end(s);
    return OK;
}

void ld_same_add_type(struct ld_same *s, const struct ld_node *node, const struct ld_name *type,
                      bool *is_new)
{
    begin(s, node);
    put_part(&s->key, 'y', type->text);
    *is_new = end(s);
}
