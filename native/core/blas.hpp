#pragma once
// The BLAS and LAPACK routines in use, declared here because LAPACK's own C header is an extra
// package on most systems.
extern "C" {

enum CBLAS_ORDER : int { CblasColMajor = 102 };
enum CBLAS_TRANSPOSE : int { CblasNoTrans = 111, CblasTrans = 112 };
enum CBLAS_UPLO : int { CblasUpper = 121, CblasLower = 122 };
enum CBLAS_DIAG : int { CblasNonUnit = 131 };
enum CBLAS_SIDE : int { CblasRight = 142 };

void cblas_dgemm(CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, int m, int n, int k, double alpha,
                 const double* a, int lda, const double* b, int ldb, double beta, double* c,
                 int ldc);
void cblas_dsyrk(CBLAS_ORDER, CBLAS_UPLO, CBLAS_TRANSPOSE, int n, int k, double alpha,
                 const double* a, int lda, double beta, double* c, int ldc);
void cblas_dtrsm(CBLAS_ORDER, CBLAS_SIDE, CBLAS_UPLO, CBLAS_TRANSPOSE, CBLAS_DIAG, int m, int n,
                 double alpha, const double* a, int lda, double* b, int ldb);

void openblas_set_num_threads(int threads);
char* openblas_get_corename();
char* openblas_get_config();

// Fortran passes everything by address; the lengths of its strings follow the arguments.
void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info, long);
void dgeqrf_(const int* m, const int* n, double* a, const int* lda, double* tau, double* work,
             const int* lwork, int* info);
void dorgqr_(const int* m, const int* n, const int* k, double* a, const int* lda, const double* tau,
             double* work, const int* lwork, int* info);
void dormqr_(const char* side, const char* trans, const int* m, const int* n, const int* k,
             double* a, const int* lda, const double* tau, double* c, const int* ldc, double* work,
             const int* lwork, int* info, long, long);
void dgesdd_(const char* job, const int* m, const int* n, double* a, const int* lda, double* s,
             double* u, const int* ldu, double* vt, const int* ldvt, double* work, const int* lwork,
             int* iwork, int* info, long);
void dgesvd_(const char* jobu, const char* jobvt, const int* m, const int* n, double* a,
             const int* lda, double* s, double* u, const int* ldu, double* vt, const int* ldvt,
             double* work, const int* lwork, int* info, long, long);
void dsyevd_(const char* job, const char* uplo, const int* n, double* a, const int* lda, double* w,
             double* work, const int* lwork, int* iwork, const int* liwork, int* info, long, long);

}  // extern "C"
