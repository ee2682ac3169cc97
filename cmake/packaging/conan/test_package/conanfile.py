"""Builds small hosts in C and C++ against the package, and runs them."""

from pathlib import Path

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, cmake_layout


class SalespipeTest(ConanFile):
    settings = "os", "arch", "compiler", "build_type"
    generators = "CMakeDeps", "CMakeToolchain"

    def requirements(self) -> None:
        self.requires(self.tested_reference_str)

    def layout(self) -> None:
        cmake_layout(self)

    def build(self) -> None:
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def test(self) -> None:
        if not can_run(self):
            return
        version = str(self.dependencies["salespipe"].ref.version)
        for program in ("in_cpp", "in_c", "in_c_static"):
            path = Path(self.build_folder) / self.cpp.build.bindir / program
            self.run(f'"{path}" {version}', env="conanrun")
