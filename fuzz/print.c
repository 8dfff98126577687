/* print.c - a driver that prints, as a .dag, the case which the bytes of a file make. */
#include "cases.h"
#include "files.h"

int main(int argc, char **argv)
{
    char *byte = NULL;
    size_t size;
    gp_status s;

    if (argc != 2) {
        fprintf(stderr, "usage: %s FILE\n", argv[0]);
        return GP_REFUSED;
    }
    s = gp_read_file(argv[1], &byte, &size);
    if (!s && (!gp_print_input(stdout, (uint8_t *)byte, size) || fflush(stdout)))
        s = GP_INTERNAL, fprintf(stderr, "%s: its case cannot be made, or printed\n", argv[1]);
    ad_realloc(byte, 0);
    return (int)s;
}
