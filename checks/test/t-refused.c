/* t-refused.c - corpus/refused: each file OP-WHAT.bad applies OP to what it must refuse, and is refused in one line that
 * names the op and shows the shapes. */
#include "../../engine/test/test.h"
#include "files.h"
#include "text.h"
#include <dirent.h>

static const char dir[] = "corpus/refused";

/* The op's name, which may have no dash in it. */
static const ad_op *op_of(const char *file)
{
    char name[64];
    size_t n = strcspn(file, "-.");

    assert_true(n < sizeof name);
    memcpy(name, file, n);
    name[n] = 0;
    return ad_find_op(name);
}

static void judge(const char *file)
{
    const ad_op *op = op_of(file);
    char path[512], *text, start[80];
    size_t length;
    gp_case k = { 0 };
    gp_text_error e;

    snprintf(path, sizeof path, "%s/%s", dir, file);
    CHECK(op, "%s: no op has this name", path);
    assert_int_equal(gp_read_file(path, &text, &length), GP_OK);
    CHECK(!gp_text_read(&k, text, length, &e), "%s is not refused", path);
    snprintf(start, sizeof start, "%s: ", op->name);
    CHECK(strstr(e.why, start), "%s: the message does not name the op: %s", path, e.why);
    CHECK(strchr(e.why, '[') || strstr(e.why, "attribute"), "%s is not refused by the op's own rules, which show shapes or name an attribute: %s", path, e.why);
    CHECK(!strchr(e.why, '\n'), "%s: %s", path, e.why);
    CHECK(e.line > 1 && e.column >= 1, "%s:%d:%d", path, e.line, e.column);
    ad_realloc(text, 0);
    gp_case_free(&k);
}

static void what_must_be_refused_is(void **state)
{
    DIR *d = opendir(dir);
    int n = 0;

    (void)state;
    assert_non_null(d);
    for (struct dirent *f; (f = readdir(d));) {
        const char *end = strrchr(f->d_name, '.');

        if (f->d_name[0] == '.')
            continue;
        CHECK(end && strcmp(end, ".bad") == 0, "%s/%s: should end in .bad", dir, f->d_name);
        judge(f->d_name);
        n++;
    }
    closedir(d);
    assert_true(n > 0);
}

RUN(TEST(what_must_be_refused_is))
