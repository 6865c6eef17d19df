/* mozilla/baker_pages.c — an address of an assertion becomes its picture with the
 * badge inside (/baker) or with the address inside (/bake). What is fetched for a
 * stranger is bounded as it is for a check: addresses, sizes, time, and how many. */
#include "app/mozilla/mozilla_private.h"

#include "app/draw.h"
#include "app/work.h"
#include "badge/bake.h"
#include "badge/verify.h"
#include "base/attempt.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "format/png.h"
#include "format/svg.h"
#include "templates.h"

enum baking_step { BAKING_FETCH, BAKING_JUDGE, BAKING_PICTURE, BAKING_DONE };

struct baking {
    struct arena *work;
    struct loader loader;
    struct verify_cache *cache;
    str url;
    bool address_only;
    enum baking_step step;                       /* where it ended */
    int status;                                  /* of the address that was asked last */
    str assertion, image, baked;
    struct report report;
};

/* ---- baking, in memory of its own ---- */

static code get(struct baking *k, str url, const char *accept, str *out, struct error *err)
{
    struct loaded got;

    k->status = 0;
    TRY(loader_get(&k->loader, k->work, url, accept, &got, err));
    k->status = got.status;
    if (got.status != 200)
        return fail(err, UNREACHABLE, str_z(k->work, url), "the address answered with status %d", got.status);
    *out = got.body;
    return OK;
}

static code get_picture(struct baking *k, struct error *err)
{
    const struct badge *b = &k->report.badge;
    str id = b->image.id.n ? b->image.id : b->achievement.image.id, bytes = {0};
    ptrdiff_t comma = str_find_byte(id, ',');

    if (str_starts(id, S("data:image/")) && comma > 0)
        bytes = base64_decode(k->work, str_from(id, (size_t)comma + 1));
    else if (uri_is_http(id))
        TRY(get(k, id, "image/png, image/svg+xml", &bytes, err));
    if (svg_looks_like(bytes))
        return draw_svg_clean(k->work, bytes, &k->image, err);
    k->image = bytes;
    return png_looks_like(bytes) ? OK : fail(err, BAD_INPUT, "image", "the badge's picture is neither PNG nor SVG");
}

/* 0.5 does not say where it is kept. */
static str with_address(struct baking *k, const struct json *v)
{
    struct buf b = buf_new(k->work);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    for (size_t i = 0; i < json_count(v); i++) {
        json_put_key_str(&w, json_key(v, i));
        json_put_value(&w, json_value(v, i));
    }
    json_put_key(&w, "verify");
    json_open_object(&w);
    json_put_member(&w, "type", S("hosted"));
    json_put_member(&w, "url", k->url);
    json_close_object(&w);
    json_close_object(&w);
    return buf_done(&b);
}

static str payload_of(struct baking *k)
{
    const struct json *v = NULL;

    if (k->address_only)
        return k->url;
    if (k->report.badge.version == OB_0_5 && json_parse(k->work, k->assertion, NULL, &v, NULL) == OK && json_is(v, JSON_OBJECT) && !json_get(v, "verify"))
        return with_address(k, v);
    return str_trim(k->assertion);
}

/* The whole assertion goes in, of 0.5 too, unlike where we bake for ourselves. */
static enum badge_version baked_as(const struct baking *k)
{
    enum badge_version v = k->report.badge.version;

    return k->address_only ? OB_0_5 : v == OB_0_5 ? OB_1_0 : v;
}

static code work(void *ctx, struct error *err)
{
    struct baking *k = ctx;
    struct verify_options opt = {.loader = &k->loader, .cache = k->cache, .found_at = k->url};

    TRY(get(k, k->url, "application/ld+json, application/json, application/vc+jwt, */*;q=0.1", &k->assertion, err));
    k->step = BAKING_JUDGE;
    TRY(badge_verify(k->work, k->assertion, &opt, &k->report, err));
    if (!offer_holds(&k->report))
        return fail(err, DENIED, "assertion", STR_FMT, STR_ARG(report_sentence(k->work, &k->report)));
    k->step = BAKING_PICTURE;
    TRY(get_picture(k, err));
    TRY(bake(k->work, k->image, baked_as(k), payload_of(k), &k->baked, err));
    k->step = BAKING_DONE;
    return OK;
}

static code bake_address(struct request *rq, str url, bool address_only, struct baking *k, struct error *err)
{
    *k = (struct baking){.work = work_memory(), .loader = app_loader(app_of(rq), rq->db, rq->arena), .cache = app_of(rq)->verified,
                         .url = url, .address_only = address_only};
    code c = attempt(work, k, err);

    return c == NO_MEMORY ? fail(err, LIMIT, "assertion", "this badge is too large, or asks for too much") : c;
}

/* ---- answering ---- */

static void send_picture(struct request *rq, struct response *rs, const struct baking *k)
{
    bool is_svg = svg_looks_like(k->baked);

    response_bytes(rs, is_svg ? S("image/svg+xml") : S("image/png"), str_copy(rq->arena, k->baked));
    response_header(rs, "Content-Disposition",
                    str_printf(rq->arena, "attachment; filename=\"" STR_FMT ".%s\"", STR_ARG(md5_hex(rq->arena, k->url)), is_svg ? "svg" : "png"));
}

/* Which of theirs: of the picture everything is "resources". */
static struct flaw flaw_of(struct request *rq, const struct baking *k, const struct error *err)
{
    if (err->code == DENIED && k->step == BAKING_JUDGE && k->report.checks.n)
        return flaw_of_report(rq->arena, &k->report);
    struct flaw f = flaw_of_error(rq->arena, err, k->step == BAKING_JUDGE ? 0 : k->status);
    if (k->step == BAKING_PICTURE)
        f.code = "resources";
    return f;
}

/* baker: {message, code, …} with 400. */
static void refuse_flaw(struct request *rq, struct response *rs, const struct baking *k, const struct error *err)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);
    struct flaw f = flaw_of(rq, k, err);

    json_open_object(&w);
    put_flaw(&w, &f);
    json_close_object(&w);
    answer_json(rs, 400, buf_done(&b));
}

static void show_form(struct request *rq, struct response *rs)
{
    static const struct form_field fields[] = {{"assertion", FIELD_URL, "Address of the assertion", .max = 2048}};
    static const struct form_spec spec = FORM(fields);
    struct baker_view v = {.form = form_empty(rq->arena, &spec)};

    v.assertion = (struct input_view){.value = form_value(v.form, "assertion"), .label = "Address of the assertion", .type = "url"};
    struct out o = app_page(rq, "Bake a badge", "verify");
    tmpl_mozilla_baker(&o, &v);
    app_send(rq, rs, &o);
}

void baker_get(struct request *rq, struct response *rs)
{
    str url = str_trim(request_query(rq, "assertion"));
    struct baking k;
    struct error err = {0};

    if (str_is_absent(url)) {
        show_form(rq, rs);
        return;
    }
    if (!uri_is_http(url) || url.n > 2048) {
        answer_message(rq, rs, 400, S("assertion must be an absolute web address"));
        return;
    }
    if (!verify_enter(rq, rs, 1))
        return;
    if (bake_address(rq, url, false, &k, &err) == OK)
        send_picture(rq, rs, &k);
    else
        refuse_flaw(rq, rs, &k, &err);
    verify_leave(rq);
}

/* ---- the bakery service ---- */

struct failure { int status; const char *error; };

static struct failure failure_of(const struct baking *k, code c)
{
    static const struct failure words[] = {[BAKING_FETCH] = {502, "unreachable"}, [BAKING_JUDGE] = {500, "validation"}, [BAKING_PICTURE] = {500, "processing"}, [BAKING_DONE] = {500, "unexpected"}};

    if (k->step == BAKING_JUDGE && c == BAD_INPUT)
        return (struct failure){500, "parse"};
    return words[k->step];
}

static void refuse_failure(struct request *rq, struct response *rs, struct failure f, str reason)
{
    struct buf b = buf_new(rq->arena);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    json_put_member(&w, "status", S("failure"));
    json_put_member(&w, "error", cstr(f.error));
    json_put_member(&w, "reason", reason);
    json_close_object(&w);
    answer_json(rs, f.status, buf_done(&b));
}

void bake_get(struct request *rq, struct response *rs)
{
    str url = str_trim(request_query(rq, "assertion"));
    struct baking k;
    struct error err = {0};

    if (str_is_empty(url)) {
        refuse_failure(rq, rs, (struct failure){409, "missing-parameter"}, S("must provide `assertion` query parameter"));
        return;
    }
    if (!uri_is_http(url) || url.n > 2048) {
        refuse_failure(rq, rs, (struct failure){500, "validation"}, S("`assertion` must be an absolute web address"));
        return;
    }
    if (!verify_enter(rq, rs, 1))
        return;
    code c = bake_address(rq, url, true, &k, &err);
    if (c == OK)
        send_picture(rq, rs, &k);
    else
        refuse_failure(rq, rs, failure_of(&k, c), app_sentence(rq->arena, err.text));
    verify_leave(rq);
}
