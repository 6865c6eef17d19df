/* app/master_key.c — the file of the master key, and the sheet to keep apart. */
#include "app/master_key.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/settings.h"
#include "base/codec.h"
#include "base/crypto.h"

/* ---- the file ---- */

code master_key_read(struct arena *a, const char *path, str *key, struct error *err)
{
    uint8_t *bytes = NEW_ARRAY(a, MASTER_KEY_BYTES, uint8_t);
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return fail(err, errno == ENOENT ? NOT_FOUND : UNREACHABLE, path, "cannot read the master key: %s", strerror(errno));
    bool private = fstat(fd, &st) == 0 && (st.st_mode & 077) == 0;
    ssize_t n = read(fd, bytes, MASTER_KEY_BYTES);
    close(fd);
    if (!private)
        return fail(err, DENIED, path, "others can read the master key: run chmod 400 on it");
    *key = (str){(const char *)bytes, MASTER_KEY_BYTES};
    return n == MASTER_KEY_BYTES && st.st_size == MASTER_KEY_BYTES ? OK : fail(err, BAD_INPUT, path, "the master key must be 32 bytes");
}

static bool sync_folder_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *folder = slash ? str_z(a, (str){path, (size_t)(slash - path) + 1}) : ".";
    int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = dir >= 0 && fsync(dir) == 0;

    if (dir >= 0)
        close(dir);
    return good;
}

/* On disk before anything is sealed under it: file and folder are synced. */
code master_key_write(struct arena *a, const char *path, str key, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);

    if (fd < 0 && errno == EEXIST)
        return fail(err, CONFLICT, path, "there is a master key already: it is not replaced");
    if (fd < 0)
        return fail(err, FAULT, path, "cannot write the master key: %s", strerror(errno));
    bool good = write(fd, key.p, key.n) == (ssize_t)key.n && fsync(fd) == 0;
    close(fd);
    return good && sync_folder_of(a, path) ? OK : fail(err, FAULT, path, "cannot write the master key to disk");
}

static const char sql_has_keys[] = SQL("SELECT count(*) FROM org_key");

code master_key_make(struct arena *a, struct db *db, const char *path, str *key, struct error *err)
{
    uint8_t *bytes = NEW_ARRAY(a, MASTER_KEY_BYTES, uint8_t);
    int64_t sealed = 0;

    TRY(db_int(db, sql_has_keys, NO_ARGS, &sealed, err));
    if (sealed > 0)
        return fail(err, NOT_FOUND, path, "the master key is missing: put it back from your backup of it, without it nothing can be signed");
    random_bytes(bytes, MASTER_KEY_BYTES);
    *key = (str){(const char *)bytes, MASTER_KEY_BYTES};
    return master_key_write(a, path, *key, err);
}

static const char sql_newest_key[] = SQL("SELECT sealed FROM org_key ORDER BY id DESC LIMIT 1");

code master_key_fits(struct arena *a, struct db *db, const char *path, str key, struct error *err)
{
    struct rows *r = db_query(db, sql_newest_key, NO_ARGS);
    str sealed = rows_next(r) ? row_str(r, 0, a) : (str){0}, plain;

    TRY(rows_end(r, err));
    if (str_is_absent(sealed))
        return OK;
    if (unseal(a, key, sealed, &plain, NULL) != OK)
        return fail(err, DENIED, path, "this master key is not the one that sealed the signing keys of this database: put the right one back");
    crypto_wipe((void *)(uintptr_t)plain.p, plain.n);
    return OK;
}

/* ---- what is made from it ---- */

str master_key_derive(struct arena *a, str key, const char *purpose)
{
    struct sha256 mac = hmac_sha256(key, cstr(purpose));

    return str_copy(a, (str){(const char *)mac.b, sizeof mac.b});
}

str master_key_name(struct arena *a, str key)
{
    return str_slice(hex_encode(a, master_key_derive(a, key, "lapel key name")), 0, 12);
}

/* ---- a copy elsewhere ---- */

code master_key_confirm(struct db *db, struct arena *a, str key, msec now, struct error *err)
{
    return setting_put(db, "master_key.kept", str_printf(a, STR_FMT " %lld", STR_ARG(master_key_name(a, key)), (long long)now), err);
}

msec master_key_confirmed(struct db *db, struct arena *a, str key)
{
    str kept = setting_get(db, a, "master_key.kept"), name;
    int64_t at = 0;

    if (str_is_absent(kept) || !str_cut(&kept, ' ', &name) || !str_eq(name, master_key_name(a, key)) || !str_to_int(kept, &at))
        return 0;
    return at;
}

/* ---- on paper ---- */

#define LINES      8
#define LINE_BYTES 4

static uint8_t check_of(struct arena *a, int line, str bytes)
{
    str text = str_printf(a, "lapel sheet %d ", line);

    return sha256(str_join(a, text, bytes)).b[0];
}

str master_key_sheet(struct arena *a, str key, str public_url, msec now)
{
    struct buf b = buf_new(a);

    buf_printf(&b, "LAPEL MASTER KEY                                        keep apart from backups\n\n"
                   "Server   " STR_FMT "\nKey      " STR_FMT "\nPrinted  " STR_FMT "\n\n",
               STR_ARG(public_url), STR_ARG(master_key_name(a, key)), STR_ARG(date_format(a, date_of(now))));
    for (int i = 0; i < LINES; i++) {
        str part = str_slice(key, (size_t)i * LINE_BYTES, (size_t)(i + 1) * LINE_BYTES), hex = hex_encode(a, part);
        buf_printf(&b, "    %d   " STR_FMT " " STR_FMT "   %02x\n", i + 1, STR_ARG(str_slice(hex, 0, 4)), STR_ARG(str_from(hex, 4)),
                   check_of(a, i + 1, part));
    }
    buf_putz(&b, "\nWithout this key a backup can be restored, but nothing can be signed: awards that\n"
                 "were made stay valid, new ones need it. Whoever has it and a backup can sign in\n"
                 "your name. To put it back, type the eight lines into\n\n"
                 "    lapel admin master-key restore --data DIR\n");
    return buf_done(&b);
}

/* Hex digits in any grouping: "4f3a 9c01  7e", "4F3A-9C01 7E". */
static str digits_of(struct arena *a, str s)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ' && s.p[i] != '-' && s.p[i] != '\t')
            buf_byte(&b, s.p[i]);
    return str_lower(a, buf_done(&b));
}

/* The number at the front of a line of the sheet; 0: another line. */
static int line_number(struct arena *a, str line, str *digits)
{
    if (line.n < 3 || line.p[0] < '1' || line.p[0] > '0' + LINES || (line.p[1] != ' ' && line.p[1] != '\t'))
        return 0;
    *digits = digits_of(a, str_from(line, 1));
    return line.p[0] - '0';
}

static code take_line(struct arena *a, int number, str digits, char *key, struct error *err)
{
    str bytes = digits.n == 2 * (LINE_BYTES + 1) ? hex_decode(a, digits) : (str){0};

    if (bytes.n != LINE_BYTES + 1 || check_of(a, number, str_slice(bytes, 0, LINE_BYTES)) != (uint8_t)bytes.p[LINE_BYTES])
        return fail(err, BAD_INPUT, "sheet", "line %d is not as it was printed: compare it digit by digit", number);
    memcpy(key + (number - 1) * LINE_BYTES, bytes.p, LINE_BYTES);
    return OK;
}

code master_key_from_sheet(struct arena *a, str text, str *key, struct error *err)
{
    char *bytes = NEW_ARRAY(a, MASTER_KEY_BYTES, char);
    unsigned seen = 0;
    str line, digits;

    while (str_cut_line(&text, &line)) {
        int number = line_number(a, str_trim(line), &digits);
        if (number == 0)
            continue;
        TRY(take_line(a, number, digits, bytes, err));
        seen |= 1u << number;
    }
    for (int i = 1; i <= LINES; i++)
        if (!(seen & 1u << i))
            return fail(err, BAD_INPUT, "sheet", "line %d is missing: there are eight", i);
    *key = (str){bytes, MASTER_KEY_BYTES};
    return OK;
}
