# The second door: `node-gyp rebuild` against the system's OpenBLAS, for development. Releases come from CMakeLists.txt.
# Not published: npm would run node-gyp at install.
{
  "variables": {
    "openblas%": "-lopenblas",
    "list": "const s=require('./native/sources.json'); const exact=f=>f.endsWith('/normal.cpp'); ",
  },
  "target_defaults": {
    "cflags": ["-fvisibility=hidden", "-O3", "-fno-math-errno", "-fno-trapping-math", "-Wno-psabi"],
    "cflags_cc": ["-std=c++20", "-fvisibility-inlines-hidden"],
    "cflags!": ["-fno-exceptions"],
    "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17", "-std=gnu++20"],
    "xcode_settings": {
      "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
      "GCC_ENABLE_CPP_RTTI": "YES",
      "GCC_SYMBOLS_PRIVATE_EXTERN": "YES",
      "CLANG_CXX_LANGUAGE_STANDARD": "c++20",
      "CLANG_CXX_LIBRARY": "libc++",
    },
  },
  "targets": [
    {
      # normal.cpp has a twin in TypeScript that gives the same bits, and JavaScript has no fused multiply-add.
      "target_name": "lowrank_exact",
      "type": "static_library",
      "sources": ["<!@(node -p \"<(list)s.kernels.filter(exact).join(' ')\")"],
      "cflags": ["-ffp-contract=off", "-fPIC"],
      "xcode_settings": {"OTHER_CFLAGS": ["-ffp-contract=off"]},
    },
    {
      "target_name": "lowrank",
      "dependencies": ["lowrank_exact"],
      "sources": ["<!@(node -p \"<(list)[...s.kernels.filter(f=>!exact(f)),...s.support,...s.binding].join(' ')\")"],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")", "native/third_party"],
      "defines": ["NAPI_VERSION=8", "NAPI_CPP_EXCEPTIONS", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "cflags": ["-ffp-contract=fast"],
      "libraries": ["<(openblas)"],
      "conditions": [
        ["OS=='linux'", {
          "ldflags": [
            "-Wl,--exclude-libs,ALL", "-Wl,--gc-sections", "-Wl,--as-needed", "-Wl,-z,nodelete,-z,relro,-z,now",
            "-Wl,--version-script=<(module_root_dir)/native/exports.map",
          ],
        }],
      ],
    },
  ],
}
