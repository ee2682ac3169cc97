"""Stands in for the recipes of Conan Center that salespipe's recipe requires: the same names of
packages, components, CMake files and targets, and options, over the libraries that the system has.
So the recipe can be tried without Conan Center: what it asks for, and how that is put together."""

from conan import ConanFile

#: Package: its CMake file, and of each component the CMake target and the library.
PACKAGES = {
    "boost": ("Boost", {"headers": ("Boost::headers", None)}),
    "nlohmann_json": (
        "nlohmann_json",
        {"nlohmann_json": ("nlohmann_json::nlohmann_json", None)},
    ),
    "date": ("date", {"date-tz": ("date::date-tz", "date-tz")}),
    "sqlite3": ("SQLite3", {"sqlite": ("SQLite::SQLite3", "sqlite3")}),
    "openssl": (
        "OpenSSL",
        {"crypto": ("OpenSSL::Crypto", "crypto"), "ssl": ("OpenSSL::SSL", "ssl")},
    ),
    "libpq": ("PostgreSQL", {"pq": ("PostgreSQL::PostgreSQL", "pq")}),
}


class StandIn(ConanFile):
    options = {  # noqa: RUF012 (Conan reads the class itself)
        "shared": [True, False],
        "header_only": [True, False],
        "use_system_tz_db": [True, False],
    }
    default_options = {"shared": False, "header_only": False, "use_system_tz_db": False}  # noqa: RUF012

    def package_info(self) -> None:
        file, components = PACKAGES[self.name]
        self.cpp_info.set_property("cmake_find_mode", "both")
        self.cpp_info.set_property("cmake_file_name", file)
        for name, (target, library) in components.items():
            info = self.cpp_info.components[name]
            info.set_property("cmake_target_name", target)
            info.includedirs, info.libdirs, info.bindirs = [], [], []
            info.system_libs = [library] if library else []
        if self.name == "date":
            self.cpp_info.components["date-tz"].defines = [
                "HAS_STRING_VIEW=1",
                "ONLY_C_LOCALE=1",
                f"USE_OS_TZDB={int(bool(self.options.use_system_tz_db))}",
            ]
        if self.name == "libpq":
            self.cpp_info.components["pq"].includedirs = ["/usr/include/postgresql"]
