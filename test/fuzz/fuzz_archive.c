/* A stranger's archive: as the bytes of the file, or (first byte even) as the
 * records inside a well-formed block, where the checksums would otherwise keep
 * the fuzzer out. Whatever tables are read whole can be written, and are then
 * read as the same. */
#include "fuzz.h"
#include "../unit/format/archive_memory.h"

#define MOST_EVENTS 100000

/* All that was told of the tables that ended. */
struct story { struct buf told, open; };

static void tell(struct story *s, const struct archive_item *it)
{
    if (it->event == ARCHIVE_TABLE_BEGINS) {
        s->open = buf_new(s->told.a);
        buf_printf(&s->open, "table " STR_FMT " %zu %lld\n", STR_ARG(it->table.name), it->table.n, (long long)it->table.counter);
    } else if (it->event == ARCHIVE_ROW) {
        for (size_t i = 0; i < it->table.n; i++)
            buf_printf(&s->open, "%d %lld " STR_FMT "|", it->values[i].kind, (long long)it->values[i].number, STR_ARG(it->values[i].bytes));
    } else if (it->event == ARCHIVE_TABLE_ENDS) {
        buf_put(&s->told, buf_done(&s->open));
    }
}

static void write_again(struct archive_writer *w, const struct archive_item *it)
{
    if (it->event == ARCHIVE_TABLE_BEGINS)
        REQUIRE(archive_put_table(w, &it->table, NULL) == OK);
    else if (it->event == ARCHIVE_ROW)
        REQUIRE(archive_put_row(w, it->values, NULL) == OK);
    else if (it->event == ARCHIVE_TABLE_ENDS)
        REQUIRE(archive_end_table(w, NULL) == OK);
}

/* Tables read whole, or -1 when the end mark was reached and holds. */
static int read_story(struct arena *a, str bytes, int most_tables, struct story *s, struct archive_writer *w)
{
    struct memory m = {.in = bytes};
    struct archive_reader *r = NULL;
    struct archive_header h;
    struct archive_item it = {0};
    int whole = 0;

    if (archive_open(a, (struct archive_source){memory_read, &m}, &r, &h, NULL) != OK)
        return 0;
    for (int i = 0; i < MOST_EVENTS && whole < most_tables && archive_next(r, &it, NULL) == OK; i++) {
        if (it.event == ARCHIVE_COMPLETE) {
            whole = -1;
            break;
        }
        tell(s, &it);
        if (w)
            write_again(w, &it);
        whole += it.event == ARCHIVE_TABLE_ENDS;
    }
    archive_close(r);
    return whole;
}

static void check_again(struct arena *a, str bytes, int tables, const struct story *first)
{
    static const struct archive_header header = {.schema = 1, .made_at = 1};
    struct memory m = {.out = buf_new(a)};
    struct story again = {buf_new(a), buf_new(a)}, third = {buf_new(a), buf_new(a)};
    struct archive_writer *w = NULL;

    REQUIRE(archive_create(a, (struct archive_sink){memory_write, &m}, &header, S("key"), &w, NULL) == OK);
    REQUIRE(read_story(a, bytes, tables, &again, w) == tables);
    REQUIRE(archive_finish(w, NULL) == OK);
    archive_writer_close(w);
    REQUIRE(read_story(a, buf_done(&m.out), MOST_EVENTS, &third, NULL) == -1);
    REQUIRE(str_eq(buf_done(&third.told), (str){first->told.p, first->told.n}));
}

static str as_file(struct arena *a, str input)
{
    struct buf b = buf_new(a);

    buf_putz(&b, ARCHIVE_MAGIC ARCHIVE_VERSION);
    memory_block(&b, S("H\x19{\"schema\":1,\"made_at\":12}"));
    memory_block(&b, input);
    return buf_done(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    struct story s = {buf_new(a), buf_new(a)};
    str input = {(const char *)p, n};

    if (n > 1 && n < 100000) {
        str bytes = p[0] % 2 ? str_from(input, 1) : as_file(a, str_from(input, 1));
        int tables = read_story(a, bytes, MOST_EVENTS, &s, NULL);
        if (tables > 0)
            check_again(a, bytes, tables, &s);
    }
    arena_free(a);
    return 0;
}
