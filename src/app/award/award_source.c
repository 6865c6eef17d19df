/* award/award_source.c — the text of a list, kept in pieces and read from a file. */
#include "app/award/award_private.h"

#include <unistd.h>

#include "base/utf8.h"
#include "web/spool.h"

#define PIECE_BYTES ((size_t)256 << 10)

static const char sql_keep[] = SQL(
    "INSERT INTO award_batch_piece (batch_id, number, body)"
    " VALUES ($1, (SELECT coalesce(max(x.number), 0) + 1 FROM award_batch_piece x WHERE x.batch_id = $1), $2)");
static const char sql_pieces[] = SQL("SELECT body FROM award_batch_piece WHERE batch_id = $1 ORDER BY number");

code source_keep(struct db *db, int64_t list, str *text, size_t most, struct error *err)
{
    for (size_t n = 0; text->n && n < most;) {
        str piece = utf8_cut(*text, PIECE_BYTES);
        TRY(db_run(db, sql_keep, ARGS(v_int(list), v_str(piece)), NULL, err));
        *text = str_from(*text, piece.n);
        n += piece.n;
    }
    return OK;
}

static code gather(struct db *db, int64_t list, int fd, size_t *size, struct error *err)
{
    struct arena *piece = arena_new(16 * PIECE_BYTES);
    struct rows *r = db_query(db, sql_pieces, ARGS(v_int(list)));
    code c = OK;

    while (c == OK && rows_next(r)) {
        arena_reset(piece);
        str body = row_str(r, 0, piece);
        c = spool_put(fd, body, err);
        *size += body.n;
    }
    code ended = rows_end(r, c == OK ? err : NULL);
    arena_free(piece);
    return c == OK ? ended : c;
}

code source_open(struct db *db, int64_t list, str *out, struct error *err)
{
    size_t size = 0;
    int fd;

    *out = (str){NULL, 0};
    TRY(spool_open(&fd, err));
    code c = gather(db, list, fd, &size, err);
    if (c == OK)
        *out = spool_map(fd, size);
    close(fd);
    return c == OK && size && !out->n ? fail(err, FAULT, "", "a temporary file cannot be read") : c;
}

void source_close(str text)
{
    spool_unmap(text);
}
