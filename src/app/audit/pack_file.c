/* audit/pack_file.c — one file into a pack: into the archive, and into the list that the
 * manifest will be of. */
#include "app/audit/pack_private.h"

#include "base/crypto.h"

static void note(struct pack *p, str name, str hash, size_t bytes)
{
    struct json_writer w = json_writer(&p->files);

    if (p->made.files++)
        buf_byte(&p->files, ',');
    json_open_object(&w);
    json_put_member(&w, "name", name);
    json_put_member_int(&w, "bytes", (int64_t)bytes);
    json_put_member(&w, "sha256", hash);
    json_close_object(&w);
}

code pack_add(struct pack *p, str name, str bytes, struct error *err)
{
    TRY(zip_add(&p->zip, name, bytes, err));
    note(p, name, sha256_hex(p->item, bytes), bytes.n);
    return OK;
}
