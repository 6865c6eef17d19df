/* audit/pack_ledger.c — the ledger up to a checkpoint. For whom it is sees all of the
 * organisation, or the entries about the lines of the pack: of every other one its number and
 * hash stand there, so that the chain and its checkpoints can be checked all the same. */
#include "app/audit/pack_private.h"

#include "app/ledger/ledger.h"
#include "format/json.h"

#define LEDGER_MOST ((size_t)200 << 20)

/* Our own lines: an entry of many rows is long. */
static const struct json_limits entry_limits = {.bytes = (size_t)16 << 20, .depth = 8, .values = 10000, .keys = 1000, .string = (size_t)16 << 20};

struct copying { struct pack *p; struct arena *row; struct buf b; };

/* ---- what it is about ---- */

static int64_t number_in(const struct json *v, const char *name)
{
    const struct json *n = json_get(v, name);
    int64_t id = 0;

    return n && json_int(n, &id) ? id : 0;
}

static bool has(const struct id_list *ids, int64_t id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->items[i] == id)
            return true;
    return false;
}

static bool is_one_of(str thing, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(thing, cstr(names[i])))
            return true;
    return false;
}

/* By the row that an entry tells: one without, or of another table, is about something else. */
static bool is_theirs(const struct pack *p, str thing, int64_t person, const struct json *row)
{
    static const char *const of_lines[] = {"assignment", "record", "exception"}, *const of_awards[] = {"award", "suspension"};

    if (is_one_of(thing, of_lines, COUNT(of_lines)))
        return person && sample_sees(&p->sight, person, number_in(row, "requirement_id"));
    if (is_one_of(thing, of_awards, COUNT(of_awards)))
        return has(&p->awards, number_in(row, "id"));
    if (str_eq(thing, S("requirement")))
        return has(&p->requirements, number_in(row, "id"));
    return str_eq(thing, S("version")) && has(&p->requirements, number_in(row, "requirement_id"));
}

/* ---- lines ---- */

static bool is_shown(struct copying *c, const struct json *entry)
{
    const struct json *row = NULL;

    if (c->p->sight.everything || !json_get(entry, "seq"))
        return true;                             /* who wrote it, and checkpoints, are public */
    if (json_parse(c->row, json_str(json_get(entry, "row")), &entry_limits, &row, NULL) != OK)
        return false;
    return is_theirs(c->p, json_str(json_get(entry, "thing")), number_in(entry, "person"), row);
}

static void put_hash(struct copying *c, const struct json *entry)
{
    struct json_writer w = json_writer(&c->b);

    json_open_object(&w);
    json_put_member(&w, "hash", json_str(json_get(entry, "hash")));
    json_put_member_int(&w, "seq", number_in(entry, "seq"));
    json_close_object(&w);
    buf_byte(&c->b, '\n');
}

static code put_line(void *ctx, str line, struct error *err)
{
    struct copying *c = ctx;
    const struct json *entry = NULL;

    if (c->b.n + line.n > LEDGER_MOST)
        return fail(err, LIMIT, "ledger", "the ledger is too long for a pack: give its export along (lapel ledger export)");
    if (!c->p->sight.everything)
        TRY(json_parse(c->row, line, &entry_limits, &entry, err));
    if (!entry || is_shown(c, entry))
        buf_put(&c->b, line);
    else
        put_hash(c, entry);
    arena_reset(c->row);
    return OK;
}

code pack_put_ledger(struct pack *p, struct error *err)
{
    struct copying c = {.p = p, .row = arena_new(0), .b = buf_new(p->item)};
    code done = ledger_point_make(p->app, p->db, p->item, p->q->org, err);

    if (done == OK)
        done = ledger_export(p->app, p->db, p->item, p->q->org, put_line, &c, err);
    arena_free(c.row);
    TRY(done);
    TRY(pack_add(p, S("ledger.jsonl"), buf_done(&c.b), err));
    arena_reset(p->item);
    return OK;
}
