/* intake/show.c — one proof as a page, for whose it is and for who judges it. */
#include "app/intake/intake_view.h"

#include "app/backpack/frozen.h"
#include "base/uri.h"

/* ---- words ---- */

static const struct { const char *state, *kind, *icon, *words; } tags[] = {
    {"draft", "info", "pencil", "Not handed in yet"}, {"waiting", "warn", "hourglass", "Waits to be judged"}, {"asked", "warn", "messages", "More is asked for"},
    {"second", "warn", "users", "Waits for a second judge"}, {"accepted", "good", "check", "Counts"}, {"refused", "bad", "x", "Does not count"}, {"reopened", "bad", "alert-triangle", "Taken back by its issuer"},
    {"withdrawn", NULL, "arrow-back-up", "Withdrawn"},
};
static const struct { const char *standing, *kind, *icon, *words; } standings[] = {
    {"good", "good", "shield-check", "Verified"}, {"doubtful", "warn", "help-circle", "Could not be verified"}, {"silent", "warn", "help-circle", "Out of reach for some days"},
    {"expired", "warn", "clock-off", "Ended"}, {"revoked", "bad", "ban", "Revoked by its issuer"}, {"suspended", "bad", "player-pause", "Suspended by its issuer"},
    {"broken", "bad", "circle-x", "Not genuine"},
};
static const struct { const char *kind, *words; } events[] = {
    {"handed-in", "Handed in"}, {"held", "No rule takes it by itself now"}, {"first", "Judged by who leads them"}, {"judged", "Judged once: somebody else looks too"}, {"accepted", "Accepted"}, {"asked", "Asked for more"}, {"answered", "Answered"}, {"refused", "Refused"},
    {"reopened", "Taken back by its issuer: it counts no more"}, {"silent", "Could not be looked at for some days: it still counts"}, {"good", "Valid again: it counts again"},
    {"withdrawn", "Withdrawn"}, {"undone", "The decision was taken back"},
};

struct tag_view intake_tag(str state)
{
    for (size_t i = 0; i < COUNT(tags); i++)
        if (str_eq(state, cstr(tags[i].state)))
            return (struct tag_view){tags[i].kind, tags[i].icon, said(tags[i].words)};
    return (struct tag_view){0};
}

struct tag_view intake_standing_tag(str standing)
{
    for (size_t i = 0; i < COUNT(standings); i++)
        if (str_eq(standing, cstr(standings[i].standing)))
            return (struct tag_view){standings[i].kind, standings[i].icon, said(standings[i].words)};
    return (struct tag_view){0};
}

static str event_words(str kind)
{
    for (size_t i = 0; i < COUNT(events); i++)
        if (str_eq(kind, cstr(events[i].kind)))
            return said(events[i].words);
    return S("");
}

void intake_options_fill(struct arena *a, const struct intake_requirements *all, int64_t chosen, struct intake_options *out)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct intake_requirement *r = &all->items[i];
        *list_add(a, out) = (struct intake_option){str_printf(a, "%lld", (long long)r->id), str_printf(a, STR_FMT " " STR_FMT, STR_ARG(r->code), STR_ARG(r->name)), r->id == chosen};
    }
}

/* ---- files ---- */

static str size_words(struct arena *a, int64_t n)
{
    return n < 1000000 ? str_printf(a, "%lld KB", (long long)(n + 999) / 1000) : str_printf(a, "%lld.%lld MB", (long long)n / 1000000, (long long)n % 1000000 / 100000);
}

void intake_piece_fill(struct arena *a, const struct evidence_piece *p, str files, struct intake_piece *out)
{
    bool is_file = str_eq(p->kind, S("file"));
    enum evidence_type t;

    *out = (struct intake_piece){.href = is_file ? str_join(a, files, p->public_id) : S(""), .title = p->title, .about = is_file ? size_words(a, p->bytes) : S(""), .type = S(""),
                                 .words = p->words, .url = p->url, .remove = S(""), .made = p->made};
    if (evidence_type_named(p->item, &t))
        out->type = said(evidence_type_words(t));
    if (!is_file && (str_eq(p->title, p->url) || str_starts(p->words, p->title)))
        out->title = S("");                      /* it says nothing more */
}

/* Links and words are read where they stand: that is a view of them. */
static code add_pieces(struct request *rq, struct intake_view *v, str files, struct error *err)
{
    struct evidence_pieces all = {0};

    TRY(intake_pack_pieces(rq->db, rq->arena, &v->i, &all, err));
    for (size_t k = 0; k < all.n; k++) {
        intake_piece_fill(rq->arena, &all.items[k], files, list_add(rq->arena, &v->files));
        if (v->reads && rq->session->account != v->i.account && !str_eq(all.items[k].kind, S("file")))
            TRY(evidence_note_view(rq->db, &all.items[k], rq->session->account, err));
        if (!v->reads)                           /* that it is there, of which type and day, and no more */
            v->files.items[k] = (struct intake_piece){.type = v->files.items[k].type, .made = all.items[k].made, .href = S(""), .title = S(""), .about = S(""), .words = S(""), .url = S(""), .remove = S("")};
    }
    return OK;
}

static code add_files(struct request *rq, struct intake_view *v, str files, struct error *err)
{
    struct evidence_pieces all = {0};

    if (intake_is_pack(&v->i))
        return add_pieces(rq, v, files, err);
    if (!v->i.folder)
        return OK;
    TRY(evidence_of(rq->db, rq->arena, v->i.folder, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (!all.items[i].removed && str_eq(all.items[i].kind, S("file")))
            *list_add(rq->arena, &v->files) = (struct intake_piece){.href = str_join(rq->arena, files, all.items[i].public_id), .title = all.items[i].title, .about = size_words(rq->arena, all.items[i].bytes)};
    return OK;
}

static void add_frozen_file(struct request *rq, struct intake_view *v, str files, str name, const char *title)
{
    *list_add(rq->arena, &v->frozen) = (struct intake_piece){.href = str_join(rq->arena, files, name), .title = title ? said(title) : str_slice(name, 0, 16), .about = S("")};
}

static code add_frozen(struct request *rq, struct intake_view *v, str files, struct error *err)
{
    struct str_list hashes = {0};

    if (!v->i.has_frozen)
        return OK;
    TRY(frozen_signer(app_of(rq), rq->arena, &v->signer, err));
    TRY(intake_documents(rq->db, rq->arena, v->i.id, &hashes, err));
    add_frozen_file(rq, v, files, S("original"), "The badge, as it was handed in");
    add_frozen_file(rq, v, files, S("receipt"), "Receipt, signed by this server");
    add_frozen_file(rq, v, files, S("report"), "What the check said");
    for (size_t i = 0; i < hashes.n; i++)
        add_frozen_file(rq, v, files, hashes.items[i], NULL);
    return OK;
}

static bool is_name(str name)
{
    return name.n > 0 && name.n <= 64 && str_find_byte(name, '/') < 0;
}

static void send(struct request *rq, struct response *rs, str type, str name, str bytes)
{
    response_bytes(rs, type, bytes);
    response_header(rs, "Content-Disposition", str_printf(rq->arena, "attachment; filename*=UTF-8''" STR_FMT, STR_ARG(uri_encode(rq->arena, name))));
    response_header(rs, "Content-Security-Policy", S("default-src 'none'; sandbox"));
    response_header(rs, "Cache-Control", S("private, no-store"));
}

static code send_piece(struct request *rq, struct response *rs, const struct intake *i, str name, struct error *err)
{
    struct evidence_piece e;
    str bytes;

    TRY(i->folder ? evidence_get(rq->db, rq->arena, i->folder, name, &e, err) : fail(err, NOT_FOUND, "file", "there is no such file"));
    if (e.removed)
        return fail(err, NOT_FOUND, "file", "this file was removed");
    TRY(evidence_bytes(rq->db, rq->arena, &e, &bytes, err));
    if (rq->session->account != i->account)
        TRY(evidence_note_view(rq->db, &e, rq->session->account, err));
    send(rq, rs, e.type, e.title, bytes);
    return OK;
}

void intake_send_file(struct request *rq, struct response *rs, const struct intake *i, str name, bool frozen_only)
{
    struct error err = {0};
    str bytes;
    code c = is_name(name) ? intake_frozen(rq->db, rq->arena, i, name, &bytes, &err) : fail(&err, NOT_FOUND, "file", "there is no such file");

    if (c == OK)
        send(rq, rs, S("application/octet-stream"), str_eq(name, S("receipt")) ? S("receipt.jwt") : str_eq(name, S("report")) ? S("report.json") : name, bytes);
    else if (c == NOT_FOUND && is_name(name) && !frozen_only)
        c = send_piece(rq, rs, i, name, &err);
    if (c != OK)
        app_fail(rq, rs, &err);
}

/* ---- the page ---- */

static code add_events(struct request *rq, struct intake_view *v, struct error *err)
{
    struct intake_events all = {0};

    TRY(intake_events(rq->db, rq->arena, v->i.id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        *list_add(rq->arena, &v->events) = (struct intake_event_line){event_words(all.items[i].kind), str_eq(all.items[i].kind, S("held")) ? intake_held_words(rq->arena, all.items[i].words) : all.items[i].words, all.items[i].who, all.items[i].at};
    return OK;
}

static const struct { const char *trust, *words; } trusts[] = {
    {"proposed", "Not trusted yet then"}, {"trusted", "Trusted then"}, {"suspended", "Suspended then"}, {"ended", "Ended then"},
};

const char *intake_trust_words(str trust)
{
    for (size_t i = 0; i < COUNT(trusts); i++)
        if (str_eq(trust, cstr(trusts[i].trust)))
            return trusts[i].words;
    return "";
}

/* By whom it was found that it counts. */
static code say_how(struct request *rq, struct intake_view *v, struct error *err)
{
    const struct intake *i = &v->i;
    struct intake_rule rule;

    if (i->rule) {
        TRY(intake_rule_get(rq->db, rq->arena, i->org, i->rule, &rule, err));
        v->rule_words = str_printf(rq->arena, STR_FMT ": " STR_FMT, STR_ARG(rule.issuer), STR_ARG(rule.pattern));
        v->how = said("Verified by this server, and accepted by a rule");
    } else if (i->pathway && !i->method.n) {
        v->how = said("Verified by this server, and taken by a pathway");
    } else if (intake_is(i, "accepted")) {
        v->how = words_printf(rq->arena, v->is_paper ? "Judged by %s" : "Verified by this server as far as it could be, and judged by %s",
                              i->decided_name.n ? str_z(rq->arena, i->decided_name) : words("somebody who is no longer here"));
    }
    return OK;
}

code intake_view_fill(struct request *rq, struct intake_view *v, str files, struct error *err)
{
    struct report r;
    str report;

    v->tag = intake_tag(v->i.state);
    v->standing = intake_standing_tag(v->i.standing);
    v->is_pack = intake_is_pack(&v->i);
    v->is_paper = str_eq(v->i.kind, S("paper")) || v->is_pack;
    v->asks = v->add = S("");
    v->rule = v->rule_words = v->how = v->partner = S("");
    v->trusted = said(intake_trust_words(v->i.terms.trust));
    if (v->is_pack)
        TRY(intake_pack_asks(rq->db, rq->arena, &v->i, &v->asks, err));
    TRY(add_files(rq, v, files, err));
    TRY(add_frozen(rq, v, files, err));
    TRY(add_events(rq, v, err));
    TRY(say_how(rq, v, err));
    if (!v->is_paper && intake_frozen(rq->db, rq->arena, &v->i, S("report"), &report, NULL) == OK && report_read(rq->arena, report, &r, NULL) == OK) {
        report_view_fill(rq->arena, &r, &v->report);
        v->has_report = true;
    }
    return OK;
}
