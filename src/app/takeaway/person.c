/* takeaway/person.c — what somebody made of their badges: their page, links, CVs and
 * goals, and the learning log with its files. */
#include "app/takeaway/takeaway_private.h"

#include "app/backpack/goal.h"
#include "app/learnlog/learnlog.h"
#include "app/show/show.h"

static void put_time(struct json_writer *w, struct arena *a, const char *key, msec t)
{
    if (t)
        json_put_member(w, key, time_format(a, t));
}

static void put_day(struct json_writer *w, struct arena *a, const char *key, msec t)
{
    if (t)
        json_put_member(w, key, date_format(a, date_of(t)));
}

/* ---- page, links, CVs, goals ---- */

static code put_page(struct packing *p, struct json_writer *w, struct error *err)
{
    struct showcase s;

    TRY(showcase_get(p->db, p->item, p->q->owner, &s, err));
    if (str_is_empty(s.public_id))
        return OK;
    json_put_key(w, "page");
    json_open_object(w);
    json_put_member(w, "name", s.name);
    json_put_member(w, "headline", s.headline);
    json_put_member(w, "about", s.about);
    json_put_member_bool(w, "public", s.is_public);
    json_close_object(w);
    return OK;
}

static code put_links(struct packing *p, struct json_writer *w, struct error *err)
{
    struct reader_link_list all = {0};

    TRY(reader_links(p->db, p->item, p->q->owner, &all, err));
    json_put_key(w, "links");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        const struct reader_link *l = &all.items[i];
        json_open_object(w);
        json_put_member(w, "for", l->reader);
        json_put_member(w, "about", l->about);
        json_put_member_int(w, "views", l->views);
        put_time(w, p->item, "created", l->created);
        put_time(w, p->item, "until", l->expires);
        put_time(w, p->item, "ended", l->ended);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static const char sql_cvs[] = SQL("SELECT label, is_public, changed_at, removed_at, content FROM cv WHERE owner_id = $1 ORDER BY id");

static code put_cvs(struct packing *p, struct json_writer *w, struct error *err)
{
    struct rows *r = db_query(p->db, sql_cvs, ARGS(v_int(p->q->owner)));
    const struct json *content;

    json_put_key(w, "cvs");
    json_open_array(w);
    while (rows_next(r)) {
        json_open_object(w);
        json_put_member(w, "label", row_str(r, 0, p->item));
        json_put_member_bool(w, "public", row_bool(r, 1));
        put_time(w, p->item, "changed", row_int(r, 2));
        put_time(w, p->item, "removed", row_int(r, 3));
        if (json_parse(p->item, row_str(r, 4, p->item), NULL, &content, NULL) == OK) {
            json_put_key(w, "content");
            json_put_value(w, content);
        }
        json_close_object(w);
    }
    json_close_array(w);
    return rows_end(r, err);
}

static code put_goals(struct packing *p, struct json_writer *w, struct error *err)
{
    struct goal_list all = {0};

    TRY(goals_of(p->db, p->item, p->q->owner, false, &all, err));
    json_put_key(w, "goals");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        const struct goal *g = &all.items[i];
        json_open_object(w);
        json_put_member(w, "title", g->title);
        json_put_member(w, "issuer", g->issuer);
        json_put_member(w, "achievement", g->achievement);
        json_put_member(w, "link", g->link);
        json_put_member(w, "needs", g->needs);
        json_put_member(w, "note", g->note);
        put_day(w, p->item, "until", g->until);
        put_time(w, p->item, "created", g->created);
        put_time(w, p->item, "done", g->done);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

code packing_person_json(struct packing *p, str *out, struct error *err)
{
    struct buf b = buf_new(p->item);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    TRY(put_page(p, &w, err));
    TRY(put_links(p, &w, err));
    TRY(put_cvs(p, &w, err));
    TRY(put_goals(p, &w, err));
    json_close_object(&w);
    *out = buf_done(&b);
    return OK;
}

/* ---- the learning log: an entry at a time in memory ---- */

#define ENTRIES_AT_ONCE 100
#define LIST_BYTES      ((size_t)6 << 20)        /* of one list: app/movein reads 8 MB */

static void put_deed(struct json_writer *w, struct arena *a, const struct log_entry *e)
{
    json_put_member(w, "what", e->what);
    put_day(w, a, "day", e->day);
    json_put_member_int(w, "minutes", e->minutes);
    json_put_member(w, "words", e->words);
    json_put_member(w, "link", e->link);
    json_put_member(w, "seenBy", e->seen_by);
}

static code put_files(struct packing *p, struct json_writer *w, const struct log_entry *e, struct error *err)
{
    struct log_file_list all = {0};
    struct log_file f;
    str bytes;

    TRY(learnlog_files(p->db, p->item, e->id, &all, err));
    json_put_key(w, "files");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        if (all.items[i].removed)
            continue;
        TRY(learnlog_file(p->db, p->item, e->id, all.items[i].id, &f, &bytes, err));
        const struct file_type *t = file_type_named(f.type);
        str name = str_printf(p->item, "log/%lld-%lld.%s", (long long)e->id, (long long)f.id, t ? t->ending : "bin");
        json_open_object(w);
        json_put_member(w, "file", name);
        json_put_member(w, "name", f.name);
        json_put_member(w, "type", f.type);
        json_close_object(w);
        TRY(packing_add(p, name, bytes, err));
    }
    json_close_array(w);
    return OK;
}

/* Without their addresses: what they said was said of the entry, under a domain. */
static code put_witnesses(struct packing *p, struct json_writer *w, const struct log_entry *e, struct error *err)
{
    struct witness_list all = {0};

    TRY(witnesses_of(p->db, p->item, e->id, &all, err));
    json_put_key(w, "witnesses");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        const struct witness *x = &all.items[i];
        bool is_copy = str_eq(x->state, S("copied"));
        if (!is_copy && !str_eq(x->state, S("said")))
            continue;
        json_open_object(w);
        json_put_member(w, "name", x->name);
        json_put_member(w, "role", x->role);
        json_put_member(w, "relation", x->relation);
        json_put_member(w, "saw", x->saw);
        json_put_member(w, "statement", x->statement);
        json_put_member(w, "domain", witness_domain(x));
        json_put_member_bool(w, "ofThis", x->edition == e->edition);
        json_put_member_bool(w, "hidden", x->is_hidden);
        json_put_member_bool(w, "copy", is_copy);
        put_time(w, p->item, "answered", x->answered);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static code put_history(struct packing *p, struct json_writer *w, const struct log_entry *e, struct error *err)
{
    struct log_past_list all = {0};

    TRY(learnlog_past(p->db, p->item, e, &all, err));
    json_put_key(w, "history");
    json_open_array(w);
    for (size_t i = 0; i < all.n; i++) {
        json_open_object(w);
        put_deed(w, p->item, &all.items[i].e);
        put_time(w, p->item, "until", all.items[i].changed);
        json_close_object(w);
    }
    json_close_array(w);
    return OK;
}

static code put_entry(struct packing *p, const struct log_entry *e, str *out, struct error *err)
{
    struct buf b = buf_new(p->item);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "mark", e->mark);
    put_deed(&w, p->item, e);
    put_time(&w, p->item, "created", e->created);
    put_time(&w, p->item, "changed", e->changed);
    TRY(put_files(p, &w, e, err));
    TRY(put_witnesses(p, &w, e, err));
    TRY(put_history(p, &w, e, err));
    json_close_object(&w);
    *out = buf_done(&b);
    return OK;
}

/* A long log has more lists: log.json, log-2.json and so on. */
static code put_list(struct packing *p, struct error *err)
{
    str name = p->logs++ ? str_printf(p->item, "log-%d.json", p->logs) : S("log.json");

    TRY(zip_begin(&p->zip, name, err));
    TRY(zip_piece(&p->zip, S("{\"entries\":["), err));
    TRY(packing_put_spill(p, &p->log, err));
    TRY(zip_piece(&p->zip, S("]}\n"), err));
    TRY(zip_close(&p->zip, err));
    spill_close(&p->log);
    p->log_bytes = 0;
    return spill_open(p->a, &p->log, err);
}

static code put_some(struct packing *p, struct log_filter *f, bool *more, struct error *err)
{
    struct log_entry_list some = {0};
    str one;

    arena_reset(p->page);
    TRY(learnlog_find(p->db, p->page, p->q->owner, f, &some, err));
    for (size_t i = 0; i < some.n; i++) {
        arena_reset(p->item);
        TRY(put_entry(p, &some.items[i], &one, err));
        TRY(spill_put(&p->log, p->log_bytes ? S(",\n") : S("\n"), err));
        TRY(spill_put(&p->log, one, err));
        p->log_bytes += one.n;
        if (p->log_bytes > LIST_BYTES)
            TRY(put_list(p, err));
        TRY(packing_tell(p, err));
        f->at.after = some.items[i].id;
    }
    *more = some.n == (size_t)f->at.limit;
    return OK;
}

/* The files of entries go out on the way, so the list of them waits. */
code packing_put_log(struct packing *p, struct error *err)
{
    struct log_filter f = {.search = S(""), .which = S(""), .at = {.limit = ENTRIES_AT_ONCE}};

    for (bool more = true; more;)
        TRY(put_some(p, &f, &more, err));
    return p->log_bytes ? put_list(p, err) : OK;
}
