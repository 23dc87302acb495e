#ifndef KILN_CPNG_H
#define KILN_CPNG_H
#include <png.h>
#endif
