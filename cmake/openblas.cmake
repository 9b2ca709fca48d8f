# Serial OpenBLAS as a static library: the pool of native/core does the threading (see pool.hpp), and the addon then
# needs nothing but the C and C++ libraries. LOWRANK_OPENBLAS_DIR points to another build of it.
set(LOWRANK_OPENBLAS_DIR "" CACHE PATH "Folder that holds libopenblas.a")
find_library(LOWRANK_OPENBLAS NAMES libopenblas.a HINTS ${LOWRANK_OPENBLAS_DIR} PATH_SUFFIXES openblas-serial)
if(NOT LOWRANK_OPENBLAS)
  message(FATAL_ERROR "no static OpenBLAS found: install libopenblas-serial-dev (Debian, Ubuntu), or set LOWRANK_OPENBLAS_DIR")
endif()
message(STATUS "OpenBLAS: ${LOWRANK_OPENBLAS}")
