#include "unit/test.h"
#include "base/embedded.h"
#include "unit/web/web.h"
#include "web/asset.h"

static struct request *ask(const char *hash, const char *name)
{
    struct request *rq = new_request(test_arena, GET, "/assets");

    *list_add(test_arena, &rq->params) = (struct pair){S("hash"), cstr(hash)};
    *list_add(test_arena, &rq->params) = (struct pair){S("name"), cstr(name)};
    return rq;
}

TEST(every_embedded_file_is_served_for_ever)
{
    assert_true(embedded_asset_count > 0);
    for (size_t i = 0; i < embedded_asset_count; i++) {
        const struct embedded_file *f = &embedded_assets[i];
        struct response *rs = new_response(test_arena);
        asset_serve(ask(f->hash, f->name), rs);
        check_at(i, rs->status == 200 && rs->body.n == f->size);
        check_str_at(i, rs->type, cstr(f->type));
        check_at(i, str_contains(response_get_header(rs, "Cache-Control"), S("immutable")));
        check_str_at(i, asset_href(test_arena, f->name), str_printf(test_arena, "/assets/%s/%s", f->hash, f->name));
    }
}

TEST(an_old_hash_or_unknown_name_is_not_found)
{
    const struct embedded_file *f = &embedded_assets[0];
    struct response *rs = new_response(test_arena);

    asset_serve(ask("0000000000000000", f->name), rs);
    assert_int_equal(rs->status, 404);
    asset_serve(ask(f->hash, "css/none.css"), rs);
    assert_int_equal(rs->status, 404);
    asset_serve(ask(f->hash, "../schema/0001_start.sql"), rs);
    assert_int_equal(rs->status, 404);
}

static const struct embedded_file *packed_file(void)
{
    for (size_t i = 0; i < embedded_asset_count; i++)
        if (embedded_assets[i].gzip_data)
            return &embedded_assets[i];
    return NULL;
}

TEST(gzip_is_for_those_who_take_it)
{
    static const struct { const char *accept; bool packed; } t[] = {
        {"gzip, deflate, br", true}, {"br;q=1.0, gzip;q=0.8", true}, {"GZIP", true},
        {"gzip;q=0", false}, {"identity", false}, {"", false}, {"x-gzip", false},
    };
    const struct embedded_file *f = packed_file();

    assert_non_null(f);
    for (size_t i = 0; i < COUNT(t); i++) {
        struct request *rq = ask(f->hash, f->name);
        struct response *rs = new_response(test_arena);
        add_header(rq, "accept-encoding", t[i].accept);
        asset_serve(rq, rs);
        check_at(i, rs->body.n == (t[i].packed ? f->gzip_size : f->size));
        check_at(i, str_eq(response_get_header(rs, "Content-Encoding"), S("gzip")) == t[i].packed);
        check_str_at(i, response_get_header(rs, "Vary"), S("Accept-Encoding"));
    }
}

TEST(a_known_etag_saves_the_bytes)
{
    struct request *rq = ask(embedded_assets[0].hash, embedded_assets[0].name);
    struct response *rs = new_response(test_arena);

    add_header(rq, "if-none-match", str_printf(test_arena, "\"%s\"", embedded_assets[0].hash).p);
    asset_serve(rq, rs);
    assert_int_equal(rs->status, 304);
    assert_int_equal(rs->body.n, 0);
}

TEST(files_can_be_found_by_name)
{
    str bytes, type;

    assert_true(asset_find("icons.svg", &bytes, &type));
    check_str(type, S("image/svg+xml"));
    assert_false(asset_find("none", &bytes, &type));
}
