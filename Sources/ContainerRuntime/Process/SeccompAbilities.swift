internal import Seccomp

/// Which kinds of machines a filter can name.
public enum SeccompAbilities {
    public static var architectureNames: [String] { SystemCallArchitecture.allCases.map { $0.name } }
}
