internal import Seccomp

/// Which kinds of machines a filter can name.
package enum SeccompAbilities {
    package static var architectureNames: [String] { SystemCallArchitecture.allCases.map { $0.name } }
}
