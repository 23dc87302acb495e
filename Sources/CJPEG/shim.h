#ifndef KILN_CJPEG_H
#define KILN_CJPEG_H
#include <turbojpeg.h>
#endif
