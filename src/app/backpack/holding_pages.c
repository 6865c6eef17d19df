/* backpack/holding_pages.c — one badge in the Backpack, for its owner. */
#include "app/backpack/backpack_pages.h"
#include "app/backpack/frozen.h"

#include <string.h>

#include "format/file_type.h"
#include "format/jose.h"
#include "format/png.h"
#include "format/svg.h"
#include "templates.h"

/* ---- the kept report ---- */

static enum outcome outcome_named(str name)
{
    for (enum outcome o = UNTESTED; o <= FAIL; o++)
        if (str_eq(name, cstr(outcome_name(o))))
            return o;
    return UNTESTED;
}

void holding_checks(struct arena *a, str report, struct check_list *out)
{
    const struct json *v, *checks;

    if (json_parse(a, report, NULL, &v, NULL) != OK)
        return;
    checks = json_get(v, "checks");
    for (size_t i = 0; i < json_count(checks); i++) {
        const struct json *c = json_item(checks, i);
        *list_add(a, out) = (struct check){
            .id = str_z(a, json_str(json_get(c, "id"))), .outcome = outcome_named(json_str(json_get(c, "outcome"))),
            .code = str_z(a, json_str(json_get(c, "code"))), .message = json_str(json_get(c, "message")),
            .clause = str_z(a, json_str(json_get(c, "clause"))), .where = json_str(json_get(c, "where")),
        };
    }
}

static str report_sentence_of(struct arena *a, str report)
{
    const struct json *v;

    return json_parse(a, report, NULL, &v, NULL) == OK ? json_str(json_get(v, "sentence")) : S("");
}

static const struct { const char *mark, *title; } titles[] = {
    {"valid", "Genuine and valid"}, {"expired", "Genuine, but expired"}, {"revoked", "Revoked by its issuer"},
    {"suspended", "Suspended by its issuer"},
    {"invalid", "Not genuine: do not rely on it"}, {"unverified", "We could not tell"},
    {"silent", "Held when it was last seen"}, {"paper", "A certificate on paper: not verified"},
};

struct verdict_view holding_verdict(struct arena *a, const struct holding *h)
{
    struct verdict_view v = {.mark = holding_mark(h), .title = "", .sentence = verdict_reason(report_sentence_of(a, h->report))};

    for (size_t i = 0; i < COUNT(titles); i++)
        if (!strcmp(titles[i].mark, v.mark))
            v.title = titles[i].title;
    return v;
}

/* ---- the page ---- */

/* What the page says in plain words where it is neither good nor bad. */
static void fill_standing(const struct holding *h, struct holding_view *v)
{
    v->is_paper = str_eq(h->standing, S("paper"));
    v->may_be_shown = !str_eq(h->standing, S("doubtful")) && !str_eq(h->standing, S("broken"));
    v->is_silent = h->silent_since > 0 && h->held > 0;
    v->held = (out_time){h->held};
    v->silent_since = (out_time){h->silent_since};
    if (v->is_paper)
        v->standard = said("On paper");
    if (str_eq(h->standing, S("silent")))
        v->verdict.sentence = said("Its issuer, or something else that the check needs, does not answer any more. What was seen when it last held is kept.");
    if (v->is_paper)
        v->verdict.sentence = said("Its owner says what it shows. Nothing of it was checked.");
}

static void fill_holding(struct request *rq, const struct holding *h, struct holding_view *v)
{
    struct arena *a = rq->arena;
    struct report whole;

    *v = (struct holding_view){
        .id = h->id, .title = h->title, .issuer = h->issuer_name, .anchor = h->issuer_anchor,
        .description = h->description, .source = h->source,
        .standard = str_eq(h->version, S("clr-2.0")) ? S("CLR 2.0") : str_printf(a, "Open Badges " STR_FMT, STR_ARG(h->version)),
        .picture = str_is_empty(h->image_hash) ? S("") : str_join(a, S("/images/"), h->image_hash),
        .public_link = app_url(a, app_of(rq), str_join(a, S("/h/"), h->public_id)),
        .verdict = holding_verdict(a, h), .awarded = {h->awarded}, .valid_until = {h->valid_until},
        .checked = {h->checked}, .added = {h->created}, .has_awarded = h->awarded != 0,
        .has_valid_until = h->valid_until > 0, .is_public = h->is_public, .is_removed = h->removed > 0,
        .refreshed = {h->refreshed}, .is_refreshed = h->refreshed > 0,
    };
    holding_checks(a, h->report, &v->checks);
    if (report_read(a, h->report, &whole, NULL) == OK)
        report_view_fill(a, &whole, &v->parts);
    fill_standing(h, v);
}

static const char sql_shelved[] = SQL(
    "SELECT c.id, c.name, x.holding_id FROM collection c LEFT JOIN collection_holding x"
    " ON x.collection_id = c.id AND x.holding_id = $2 WHERE c.owner_id = $1 ORDER BY c.id DESC");

static code fill_collections(struct request *rq, struct holding_view *v, struct error *err)
{
    struct rows *r = db_query(rq->db, sql_shelved, ARGS(v_int(rq->session->account), v_int(v->id)));

    while (rows_next(r))
        *list_add(rq->arena, &v->collections) =
            (struct holding_collection){row_int(r, 0), row_str(r, 1, rq->arena), !row_is_null(r, 2)};
    return rows_end(r, err);
}

static code fill_frozen(struct request *rq, struct holding_view *v, struct error *err)
{
    struct frozen f;
    code c = holding_frozen(rq->db, rq->arena, rq->session->account, v->id, &f, err);

    if (c == NOT_FOUND)
        return OK;
    TRY(c);
    v->has_frozen = true;
    v->seen = (out_time){f.seen};
    v->signer = f.receipt.signer;
    return OK;
}

/* Did its issuer sign it so that parts can be shown? The name stands in the clear in pictures too. */
static code fill_parts(struct request *rq, struct holding_view *v, struct error *err)
{
    str bytes;

    TRY(backpack_original(rq->db, rq->arena, rq->session->account, v->id, &bytes, err));
    v->has_parts = str_contains(bytes, S("ecdsa-sd-2023"));
    return OK;
}

static code fill_own(struct request *rq, struct holding_view *v, struct error *err)
{
    int64_t shows = 0;

    TRY(fill_collections(rq, v, err));
    TRY(show_bits(rq->db, rq->session->account, v->id, &shows, err));
    show_ticks(rq->arena, shows, &v->shows);
    TRY(shelf_words_of(rq->db, rq->arena, v->id, S("tag"), &v->tags, err));
    return shelf_words(rq->db, rq->arena, rq->session->account, S("tag"), &v->all_tags, err);
}

static bool find_mine(struct request *rq, struct response *rs, struct holding *h)
{
    struct error err = {0};

    if (backpack_get(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), h, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

bool holding_find_mine(struct request *rq, struct response *rs, struct holding *h, str *bytes)
{
    struct error err = {0};

    if (!find_mine(rq, rs, h))
        return false;
    if (backpack_original(rq->db, rq->arena, rq->session->account, h->id, bytes, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

void holding_show(struct request *rq, struct response *rs)
{
    struct holding h;
    struct holding_view v;
    struct error err = {0};

    if (!find_mine(rq, rs, &h))
        return;
    fill_holding(rq, &h, &v);
    if (fill_frozen(rq, &v, &err) != OK || fill_own(rq, &v, &err) != OK || fill_parts(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, str_z(rq->arena, h.title), "backpack");
    tmpl_backpack_holding(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- what the owner does ---- */

static str my_path(struct request *rq)
{
    return str_printf(rq->arena, "/backpack/badges/%lld", (long long)request_param_int(rq, "id"));
}

static void done_or_failed(struct request *rq, struct response *rs, code c, const struct error *err, const char *message)
{
    app_done_or_fail(rq, rs, c, err, my_path(rq), message);
}

static const struct form_field public_fields[] = {
    {"seen", FIELD_CHOICE, "Who may see it", .required = true, .choices = "me|link"},
    {"shows", FIELD_MANY, "What readers see", .max = 3},
    {"told", FIELD_BOOL, "What readers see"},
};
const struct form_spec holding_public_form = FORM(public_fields);

static code set_seen(struct request *rq, const struct form *f, bool shared, struct error *err)
{
    int64_t owner = rq->session->account, id = request_param_int(rq, "id");

    TRY(backpack_set_public(rq->db, rq->arena, owner, id, shared, err));
    return form_bool(f, "told") ? show_set_bits(rq->db, owner, id, show_ticked(f, "shows"), err) : OK;
}

void holding_set_public(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &holding_public_form);
    struct error err = {0};
    bool shared = str_eq(form_text(f, "seen"), S("link"));
    code c = f->ok ? set_seen(rq, f, shared, &err) : fail(&err, BAD_INPUT, "seen", "choose who may see the badge");

    done_or_failed(rq, rs, c, &err, shared ? "Anyone with the link can see this badge now." : "Only you can see this badge now.");
}

static const struct form_field shelve_fields[] = {
    {"collection", FIELD_INT, "Collection", .required = true, .min = 1},
    {"in", FIELD_BOOL, "In"},
};
const struct form_spec holding_shelve_form = FORM(shelve_fields);

void holding_shelve(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &holding_shelve_form);
    struct error err = {0};
    code c = f->ok ? collection_put(rq->db, rq->session->account, form_int(f, "collection"), request_param_int(rq, "id"),
                                    form_bool(f, "in"), &err)
                   : fail(&err, BAD_INPUT, "collection", "choose a collection");

    done_or_failed(rq, rs, c, &err, form_bool(f, "in") ? "Put into the collection." : "Taken out of the collection.");
}

void holding_remove(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = backpack_remove(rq->db, rq->session->account, request_param_int(rq, "id"), &err);

    done_or_failed(rq, rs, c, &err, "Removed. You can bring it back for 30 days.");
}

void holding_restore(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = backpack_restore(rq->db, rq->session->account, request_param_int(rq, "id"), &err);

    done_or_failed(rq, rs, c, &err, "The badge is back in your Backpack.");
}

void holding_recheck(struct request *rq, struct response *rs)
{
    struct error err = {0};
    bool told = false;
    code c = backpack_recheck(app_of(rq), rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), &told, &err);

    if (c == OK && !told) {
        flash_set(rq, rs, &app_of(rq)->session, "warn", said("Something that the check needs did not answer. What was found before still stands; it is tried again by itself."));
        response_redirect(rs, my_path(rq));
        return;
    }
    done_or_failed(rq, rs, c, &err, "Checked just now.");
}

/* What keeps us from finding one is no fault of the page. */
void holding_newer(struct request *rq, struct response *rs)
{
    struct error err = {0};
    bool newer = false;
    code c = backpack_look_newer(app_of(rq), rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), &newer, &err);

    if (c == UNSUPPORTED || c == UNREACHABLE || c == LIMIT || c == DENIED || c == BAD_INPUT) {
        flash_set(rq, rs, &app_of(rq)->session, "warn", app_sentence(rq->arena, err.text));
        response_redirect(rs, my_path(rq));
        return;
    }
    done_or_failed(rq, rs, c, &err, newer ? "A newer version was found, and is kept now." : "This is the newest version. It was checked just now.");
}

const char *holding_ending(str bytes)
{
    const struct file_type *t;

    if (svg_looks_like(bytes))
        return "svg";
    if (file_type_of(bytes, &t, NULL) == OK && (t->is_picture || str_eq(cstr(t->type), S("application/pdf"))))
        return t->ending;
    return png_looks_like(bytes) ? "png" : jws_looks_like(str_trim(bytes)) ? "jwt" : "json";
}

/* The bytes as they came, as a file: never shown under our own address. */
void holding_original(struct request *rq, struct response *rs)
{
    struct error err = {0};
    str bytes;

    if (backpack_original(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), &bytes, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_bytes(rs, S("application/octet-stream"), bytes);
    response_header(rs, "Content-Disposition",
                    str_printf(rq->arena, "attachment; filename=\"badge-%lld.%s\"",
                               (long long)request_param_int(rq, "id"), holding_ending(bytes)));
    response_header(rs, "Content-Security-Policy", S("default-src 'none'; sandbox"));
}
