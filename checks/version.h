/* version.h - which gradproof this is. */
#ifndef GP_VERSION_H
#define GP_VERSION_H

#define GP_VERSION "0.1.0"

#endif
