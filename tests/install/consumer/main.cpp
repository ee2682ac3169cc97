// A host application in small: includes installed headers, links the installed archive (and through
// it the time zone library), and runs.
#include <iostream>

#include <salespipe/base/day.hpp>
#include <salespipe/base/time_zone.hpp>
#include <salespipe/version.hpp>

int main(int argc, char** argv) {
  const auto zone = salespipe::TimeZone::find("Europe/Stockholm");
  std::cout << "salespipe " << salespipe::version << " in " << zone.name() << '\n';
  return argc == 2 && salespipe::version == argv[1] ? 0 : 1;
}
