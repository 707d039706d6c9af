// What the tests include, compiled once: see test_headers in tests/CMakeLists.txt.
