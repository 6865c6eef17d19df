#include "cli/bench_org.h"

#include <errno.h>
#include <sys/stat.h>

#include "app/award/award_bulk.h"
#include "badge/verify.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "store/blob.h"

/* ---- the badge ---- */

static const char sql_account[] = SQL(
    "INSERT INTO account (name, lang, is_operator, created_at) VALUES ('Bench', 'en', 0, $1) RETURNING id");

static code add_badge(struct bench_org *o, struct arena *a, struct error *err)
{
    struct badge_version_row v = {
        .name = S("Working at heights"), .type = S("Certification"), .tags = S("safety, heights"),
        .description = S("Plans and does work on ladders, roofs and scaffolds so that nobody falls."),
        .criteria = S("1. A day of theory with a written test.\n2. A day on the training roof.\n"
                      "3. A talk with an examiner about a plan that the learner wrote."),
        .validity_months = 36,
    };

    *list_add(a, &v.alignments) = (struct alignment){
        .target_name = S("Work safely at heights"), .target_url = S("https://skills.example.org/RIIWHS204E"),
        .target_framework = S("National register of training"), .target_code = S("RIIWHS204E")};
    TRY(blob_put(o->db, a, random_token(a, 600), S("image/png"), clock_now(), &v.png_hash, err));
    TRY(catalog_create(o->db, a, o->org, &v, &o->achievement, err));
    return catalog_publish(o->db, a, o->org, o->achievement, err);
}

static code add_org(struct bench_org *o, struct arena *a, struct error *err)
{
    int64_t account;
    const struct org org = {
        .slug = S("acme"), .name = S("Acme Training"), .url = S("https://acme.example.org/"),
        .email = S("badges@acme.example.org"), .id_form = S("https"),
        .description = S("Training for people who work where a fall would be the last one."),
    };

    TRY(db_int(o->db, sql_account, ARGS(v_int(clock_now())), &account, err));
    TRY(org_create(o->app, o->db, a, &org, account, &o->org, err));
    return add_badge(o, a, err);
}

/* ---- opening ---- */

static code make_folder(struct bench *b, struct bench_org *o, struct error *err)
{
    if (!o->keep)
        return (o->folder = bench_folder(b, err)) ? OK : FAULT;
    o->folder = str_z(bench_arena(b), bench_keep_data(b));
    if (mkdir(o->folder, 0700) != 0)
        return fail(err, CONFLICT, o->folder,
                    errno == EEXIST ? "give a folder that is not there yet" : "cannot make this folder");
    return OK;
}

code bench_org_open(struct bench *b, str database, bool may_keep, struct bench_org *out, struct error *err)
{
    struct arena *a = bench_arena(b);
    struct start_options opt = {.listen = "127.0.0.1:8080", .public_url = "https://badges.example.org"};

    *out = (struct bench_org){.keep = may_keep && !str_is_absent(bench_keep_data(b))};
    TRY(make_folder(b, out, err));
    opt.data = out->folder;
    opt.database = str_is_absent(database) ? NULL : str_z(a, database);
    TRY(app_open(a, &opt, &out->app, err));
    out->db = db_borrow(out->app->pool, err);
    return out->db ? add_org(out, a, err) : FAULT;
}

void bench_org_close(struct bench_org *o)
{
    if (o->db)
        db_return(o->app->pool, o->db);
    app_close(o->app);
    if (!o->keep)
        bench_remove_folder(o->folder);
}

/* ---- awarding ---- */

double bench_us(const struct bench_org *o)
{
    return db_is_postgres(o->db) ? (double)clock_monotonic_ns() / 1e3 : bench_cpu_us();
}

/* Random, so that no index is filled in its own order. */
static str people(struct arena *a, int n)
{
    struct buf b = buf_new(a);

    for (int i = 0; i < n; i++) {
        str who = random_token(a, 9);
        buf_printf(&b, "Person " STR_FMT ",p" STR_FMT "@example.org\n", STR_ARG(str_slice(who, 0, 6)), STR_ARG(who));
    }
    return buf_done(&b);
}

/* ---- a list, the whole way ---- */

code bench_org_list(struct bench_org *o, struct arena *a, int n, int64_t *id, struct error *err)
{
    const struct bulk_source s = {.org = o->org, .achievement = o->achievement, .text = people(a, n),
                                  .narrative = S(""), .evidence_url = S(""), .awarded_on = clock_now()};

    return bulk_create(o->db, a, &s, id, err);
}

code bench_org_send(struct bench_org *o, struct arena *a, int64_t id, struct error *err)
{
    struct bulk made;

    TRY(bulk_start(o->app, o->db, a, &(struct bulk_act){o->org, id, 0}, err));
    TRY(job_run_all(o->db, a, app_jobs(a), o->app, err));
    TRY(bulk_get(o->db, a, o->org, id, &made, err));
    if (made.n_done != made.total)
        return fail(err, FAULT, "award", "%lld of %lld were awarded", (long long)made.n_done, (long long)made.total);
    return OK;
}

static code award_all(struct bench_org *o, struct arena *a, int n, struct bench_work *cost, struct error *err)
{
    int64_t id;
    double began = bench_us(o);

    TRY(bench_org_list(o, a, n, &id, err));
    cost->draft_us = bench_us(o) - began;
    TRY(bench_org_send(o, a, id, err));
    cost->award_us = bench_us(o) - began - cost->draft_us;
    return OK;
}

code bench_org_award(struct bench_org *o, int n, struct bench_work *cost, struct error *err)
{
    struct arena *a = arena_new((size_t)1 << 30);
    code c = award_all(o, a, n, cost, err);

    arena_free(a);
    return c;
}

/* ---- proof before timing ---- */

static code own_web(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out, struct error *err)
{
    struct bench_org *o = ctx;
    struct loader own = app_loader(o->app, o->db, a);

    return own.get(own.ctx, a, url, accept, out, err);
}

static code prove_text(struct bench_org *o, struct arena *a, str text, struct error *err)
{
    struct loader l = {.get = own_web, .ctx = o, .allow_local_web = true};
    struct verify_options opt = {.loader = &l};
    struct report r;
    str changed = str_copy(a, text);

    TRY(badge_verify(a, text, &opt, &r, err));
    if (r.verdict != VALID)
        return fail(err, FAULT, "award", "an award that was made here does not hold");
    ((char *)(uintptr_t)changed.p)[text.n / 2] ^= 1;
    if (badge_verify(a, changed, &opt, &r, NULL) == OK && r.verdict == VALID)
        return fail(err, FAULT, "award", "an award with a changed byte is not refused");
    return OK;
}

code bench_org_prove(struct bench_org *o, struct arena *a, int n, struct error *err)
{
    struct award_list made = {0};
    str text;

    TRY(award_find(o->db, a, o->org, &(struct award_filter){.at = {.limit = n}}, &made, err));
    if (made.n != (size_t)n)
        return fail(err, FAULT, "award", "%zu awards were made instead of %d", made.n, n);
    for (size_t i = 0; i < made.n; i += 1000) {
        TRY(award_text(o->app, o->db, a, &made.items[i], AWARD_PROOF, &text, err));
        TRY(prove_text(o, a, text, err));
    }
    return OK;
}

/* ---- a list of people ---- */

/* Random, so that no index is filled in its own order; each is led by one of the first. */
str bench_roster_text(struct arena *a, int n)
{
    struct buf b = buf_new(a);
    str chief = {0};

    buf_putz(&b, "Name,E-mail,Department,Site,Job title,Staff number,Manager\n");
    for (int i = 0; i < n; i++) {
        str who = random_token(a, 9);
        if (i % 20 == 0)
            chief = who;
        buf_printf(&b, "Person " STR_FMT ",p" STR_FMT "@example.org,Department %d,Site %d,Fitter,N" STR_FMT ",%s" STR_FMT "\n", STR_ARG(str_slice(who, 0, 6)),
                   STR_ARG(who), i % 20, i % 10, STR_ARG(who), i % 20 ? "N" : "", STR_ARG(i % 20 ? chief : S("")));
    }
    return buf_done(&b);
}
