"""Recipe for Conan 2: `conan create cmake/packaging/conan`. docs/packages.md tells what is proven
of it.

The C++ library is always an archive and the C interface always a shared library, as the project
builds them, so there is no option `shared`.
"""

import re
from pathlib import Path

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, rmdir
from conan.tools.system.package_manager import Apt

#: What the archive is linked with: the library's name, and Debian's name of its development files.
LINKED = {
    "date-tz": "libhowardhinnant-date-dev",
    "sqlite3": "libsqlite3-dev",
    "crypto": "libssl-dev",
}


class Salespipe(ConanFile):
    name = "salespipe"
    license = "Apache-2.0"
    description = "The sales pipeline as a library"
    topics = ("sales", "pipeline", "crm", "metrics", "forecast")
    settings = "os", "arch", "compiler", "build_type"
    options = {  # noqa: RUF012 (Conan reads the class itself)
        "postgres": [True, False],
        "system_dependencies": [True, False],
    }
    default_options = {"postgres": True, "system_dependencies": False}  # noqa: RUF012

    def _root(self) -> Path:
        return Path(self.recipe_folder).resolve().parents[2]

    def set_version(self) -> None:
        text = (self._root() / "CMakeLists.txt").read_text(encoding="utf-8")
        found = re.search(r"project\(salespipe\s+VERSION ([0-9.]+)", text)
        assert found, "CMakeLists.txt names no version"
        self.version = self.version or found[1]

    def export_sources(self) -> None:
        for name in ("CMakeLists.txt", "LICENSE", "CHANGELOG.md"):
            copy(self, name, str(self._root()), self.export_sources_folder)
        for folder in ("capi", "cmake", "include", "lib"):
            copy(self, f"{folder}/*", str(self._root()), self.export_sources_folder)

    def layout(self) -> None:
        cmake_layout(self)

    def requirements(self) -> None:
        if self.options.system_dependencies:
            return
        self.requires("boost/[>=1.74 <2]", options={"header_only": True})
        self.requires("nlohmann_json/[>=3.11 <4]")
        self.requires("date/[>=3.0.1 <4]", options={"use_system_tz_db": True})
        # One copy of SQLite for the whole process: with two, acknowledged changes are lost
        # (docs/decisions/0007-the-durable-journal.md).
        self.requires("sqlite3/[>=3.38 <4]", options={"shared": True})
        self.requires("openssl/[>=3.0 <4]")
        if self.options.postgres:
            self.requires("libpq/[>=14]")

    def system_requirements(self) -> None:
        if not self.options.system_dependencies:
            return
        wanted = ["libboost-dev", "nlohmann-json3-dev", *LINKED.values()]
        if self.options.postgres:
            wanted.append("libpq-dev")
        Apt(self).install(wanted, check=True)

    def validate(self) -> None:
        check_min_cppstd(self, 20)

    def generate(self) -> None:
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["SALESPIPE_TESTS"] = False
        toolchain.cache_variables["SALESPIPE_INSTALL_TEST"] = False
        toolchain.cache_variables["SALESPIPE_POSTGRES"] = "ON" if self.options.postgres else "OFF"
        toolchain.generate()

    def build(self) -> None:
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self) -> None:
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, str(Path(self.package_folder) / "licenses"))
        # Conan writes its own, from package_info().
        for folder in ("cmake", "pkgconfig"):
            rmdir(self, str(Path(self.package_folder) / "lib" / folder))

    def package_info(self) -> None:
        self.cpp_info.set_property("cmake_file_name", "salespipe")
        linked = ["date::date-tz", "sqlite3::sqlite3", "openssl::crypto"]
        system = list(LINKED)
        if self.options.postgres:
            linked.append("libpq::libpq")
            system.append("pq")

        def component(name: str, target: str, library: str, pc: str = "") -> object:
            info = self.cpp_info.components[name]
            info.set_property("cmake_target_name", f"salespipe::{target}")
            info.set_property("pkg_config_name", pc or "none")
            info.libs = [library]
            return info

        cpp = component("cpp", "salespipe", "salespipe", "salespipe")
        cpp.system_libs = ["pthread", "m"]
        if self.options.system_dependencies:
            cpp.system_libs = [*system, *cpp.system_libs]
        else:
            cpp.requires = linked
        component("c", "c", "salespipe_c", "salespipe-c")
        component("c_static", "c_static", "salespipe_c_static").requires = ["cpp"]
        if not self.options.system_dependencies:
            # Headers of these are inside the library; Conan wants each requirement to be named.
            cpp.requires += ["boost::headers", "nlohmann_json::nlohmann_json"]
