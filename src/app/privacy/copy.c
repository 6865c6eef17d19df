/* privacy/copy.c — a person's own copy of everything that is kept about them
 * (GDPR Art. 15 and 20): what the table of parts reads, as JSON, as tables and as
 * a page; awards as they were signed; the files of their evidence. */
#include "app/award/award.h"
#include "app/catalog/scale.h"
#include "app/evidence/evidence.h"
#include "app/privacy/privacy_pages.h"
#include "format/csv.h"
#include "format/json.h"
#include "format/zip.h"
#include "templates.h"
#include "web/scratch.h"

struct copy { struct zip zip; struct app *app; struct db *db; struct arena *a; const struct person_named *who; struct copy_view view; struct buf json; struct json_writer w; };

/* ---- the parts ---- */

static bool is_among(str column, const char *const *names)
{
    for (; *names; names++)
        if (str_eq(column, cstr(*names)))
            return true;
    return false;
}

static str number_of(struct arena *a, str column, int64_t n)
{
    static const char *const moments[] = {"written", "sent", "begun", "added", "at", "asked", "changed", "ended", "done", "recorded", NULL};
    static const char *const days[] = {"completed", "from", "until", "day", NULL};

    return is_among(column, moments) ? time_format(a, n) : is_among(column, days) ? date_format(a, date_of(n)) : str_printf(a, "%lld", (long long)n);
}

/* "2", and its scale below. */
static str level_of(str text)
{
    int64_t level;
    str number;

    return str_cut(&text, '\n', &number) && str_to_int(number, &level) ? scale_name(text, level) : S("");
}

static str cell_of(struct arena *a, str column, struct value v)
{
    if (v.kind == VALUE_NULL)
        return S("");
    if (v.kind == VALUE_INT)
        return number_of(a, column, v.i);
    return str_copy(a, str_starts(column, S("level")) ? level_of(v.s) : v.s);
}

static void put_heads(struct buf *b, str columns)
{
    str one;

    buf_putz(b, "\xEF\xBB\xBF");
    for (bool first = true; str_cut(&columns, ',', &one); first = false)
        csv_put(b, one, first);
    csv_end_row(b);
}

static void put_row(struct copy *c, struct rows *r, str columns, struct buf *csv)
{
    str one;

    json_open_object(&c->w);
    for (int i = 0; str_cut(&columns, ',', &one); i++) {
        str cell = cell_of(c->a, one, row_value(r, i));
        csv_put(csv, cell, i == 0);
        json_put_member(&c->w, str_z(c->a, one), cell);
    }
    csv_end_row(csv);
    json_close_object(&c->w);
}

static code add_part(struct copy *c, const struct privacy_part *part, struct error *err)
{
    struct rows *r = db_query(c->db, part->copy, ARGS(v_int(c->who->org), v_int(c->who->id)));
    struct buf csv = buf_new(c->a);
    str file = str_printf(c->a, "tables/%s.csv", part->name);
    int64_t n = 0;

    put_heads(&csv, cstr(part->columns));
    json_put_key(&c->w, part->name);
    json_open_array(&c->w);
    for (; rows_next(r); n++)
        put_row(c, r, cstr(part->columns), &csv);
    TRY(rows_end(r, err));
    json_close_array(&c->w);
    *list_add(c->a, &c->view.parts) = (struct copy_part){said(part->label), file, n};
    return n ? zip_add(&c->zip, file, buf_done(&csv), err) : OK;
}

/* ---- the person, their awards, their files ---- */

static void put_person(struct copy *c, const struct person *p)
{
    const struct { const char *name; str value; } all[] = {
        {"name", p->name}, {"address", p->email}, {"staffNumber", p->staff_number}, {"title", p->title}, {"employment", p->employment},
        {"department", p->department}, {"site", p->site}, {"manager", p->manager},
        {"entered", time_format(c->a, p->created)}, {"starts", p->starts ? time_format(c->a, p->starts) : S("")},
        {"leaves", p->leaves ? time_format(c->a, p->leaves) : S("")},
    };

    json_put_key(&c->w, "person");
    json_open_object(&c->w);
    for (size_t i = 0; i < COUNT(all); i++)
        json_put_member(&c->w, all[i].name, str_is_absent(all[i].value) ? S("") : all[i].value);
    json_close_object(&c->w);
}

static code add_award(struct copy *c, int64_t id, struct error *err)
{
    struct award_row w;
    str text, name = str_printf(c->a, "awards/%lld", (long long)id);

    TRY(award_get(c->db, c->a, c->who->org, id, &w, err));
    enum award_form form = w.form == AWARD_JWT ? AWARD_JWT : AWARD_PROOF;
    TRY(award_text(c->app, c->db, c->a, &w, form, &text, err));
    name = str_join(c->a, name, form == AWARD_JWT ? S(".jwt") : S(".json"));
    *list_add(c->a, &c->view.awards) = (struct copy_award){w.badge_name, name, w.awarded};
    json_open_object(&c->w);
    json_put_member(&c->w, "badge", w.badge_name);
    json_put_member(&c->w, "awarded", time_format(c->a, w.awarded));
    json_put_member(&c->w, "address", app_url(c->a, c->app, str_join(c->a, S("/b/"), w.public_id)));
    json_put_member(&c->w, "file", name);
    json_close_object(&c->w);
    return zip_add(&c->zip, name, text, err);
}

static const char sql_awards[] = SQL("SELECT w.id FROM award w WHERE w.org_id = $1 AND w.person_id = $2 ORDER BY w.id");
static const char sql_files[] = SQL(
    "SELECT e.hash, e.type FROM evidence e JOIN evidence_folder f ON f.id = e.folder_id WHERE f.org_id = $1 AND e.removed_at IS NULL AND e.hash <> ''"
    " AND f.folded IN (SELECT p.folded FROM person p WHERE p.org_id = $1 AND p.id = $2"
    "  UNION SELECT o.folded FROM person_address o WHERE o.org_id = $1 AND o.person_id = $2) ORDER BY e.id");

static code add_awards(struct copy *c, struct error *err)
{
    LIST(int64_t) ids = {0};
    struct rows *r = db_query(c->db, sql_awards, ARGS(v_int(c->who->org), v_int(c->who->id)));

    while (rows_next(r))
        *list_add(c->a, &ids) = row_int(r, 0);
    TRY(rows_end(r, err));
    json_put_key(&c->w, "awards");
    json_open_array(&c->w);
    for (size_t i = 0; i < ids.n; i++)
        TRY(add_award(c, ids.items[i], err));
    json_close_array(&c->w);
    return OK;
}

/* One file at a time in memory; twice handed in is once in the archive. */
static code add_files(struct copy *c, struct error *err)
{
    struct evidence_pieces all = {0};
    struct rows *r = db_query(c->db, sql_files, ARGS(v_int(c->who->org), v_int(c->who->id)));
    struct map *seen = map_new(c->a);

    while (rows_next(r))
        *list_add(c->a, &all) = (struct evidence_piece){.hash = row_str(r, 0, c->a), .type = row_str(r, 1, c->a)};
    TRY(rows_end(r, err));
    for (size_t i = 0; i < all.n; i++) {
        struct arena *s = scratch_open();
        void **slot = map_at(seen, all.items[i].hash);
        str bytes;
        if (*slot)
            continue;
        *slot = c;
        TRY(evidence_bytes(c->db, s, &all.items[i], &bytes, err));
        TRY(zip_add(&c->zip, str_printf(c->a, "evidence/" STR_FMT, STR_ARG(all.items[i].hash)), bytes, err));
        c->view.files++;
    }
    return OK;
}

static code add_page(struct copy *c, struct error *err)
{
    struct page *page = NEW(c->a, struct page);

    page->lang = S("en");
    page->title = said("What is kept about you");
    struct out o = {.buf = buf_new(c->a), .page = page};
    tmpl_privacy_copy(&o, &c->view);
    return zip_add(&c->zip, S("index.html"), buf_done(&o.buf), err);
}

static code write_all(struct copy *c, const struct person *p, struct error *err)
{
    c->json = buf_new(c->a);
    c->w = json_writer(&c->json);
    json_open_object(&c->w);
    json_put_member(&c->w, "organisation", c->view.org);
    json_put_member(&c->w, "made", time_format(c->a, c->view.made));
    put_person(c, p);
    TRY(add_awards(c, err));
    for (const struct privacy_part *part = privacy_parts; part->name; part++)
        TRY(add_part(c, part, err));
    json_close_object(&c->w);
    TRY(zip_add(&c->zip, S("everything.json"), buf_done(&c->json), err));
    TRY(add_files(c, err));
    TRY(add_page(c, err));
    return zip_end(&c->zip, err);
}

static code put(void *ctx, str bytes, struct error *err)
{
    return response_file_put(ctx, bytes, err);
}

code copy_write(struct app *app, struct db *db, struct arena *a, const struct person_named *who, struct response *rs, struct error *err)
{
    struct copy c = {.app = app, .db = db, .a = a, .who = who, .zip = {.a = a, .put = put, .ctx = rs, .when = clock_now()}, .view = {.made = clock_now()}};
    struct person p;
    struct org o;

    TRY(org_get(db, a, who->org, &o, err));
    TRY(person_get(db, a, who->org, who->id, &p, err));
    TRY(org_log(db, who->org, who->by, "privacy.copy", str_printf(a, "person %lld", (long long)who->id), S(""), err));
    c.view.org = o.name;
    c.view.person = p;
    TRY(response_file_open(rs, S("application/zip"), err));
    code done = write_all(&c, &p, err);
    if (done != OK)
        response_file_drop(rs);
    return done;
}
