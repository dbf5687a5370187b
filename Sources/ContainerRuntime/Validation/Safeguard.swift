#if APUS_WEAKENED
    internal import Linux
#endif

/// What keeps a container inside, each by a name: so that the tests of attacks can be shown to need it.
///
/// In every build but one ``isOn`` is `true` for the compiler, and nothing of this is in the program. `scripts/test-attacks` makes an executable
/// with `-D APUS_WEAKENED` that goes without what the variable `APUS_WITHOUT_SAFEGUARDS` names, and expects that an attack succeeds.
enum Safeguard: String {
    /// The runtime runs from a read-only mount of its own file.
    case ownProgram = "own-program"
    /// Descriptors are closed before the program is executed.
    case closedDescriptors = "closed-descriptors"
    /// The working directory is looked at once more when it has been entered.
    case insideRoot = "inside-root"
    /// A process on its way to the program cannot be looked into.
    case hidden
    /// A keyring of its own for each container.
    case keyring
    /// Paths are walked as if the root of the container were `/` already.
    case containedPaths = "contained-paths"
    /// What paths are masked with is the null device of the machine, not what the container has of this name.
    case nullDevice = "null-device"
    /// What the image has at the place of a device is that device.
    case devices
    /// The terminal is mounted on a file and no symlink.
    case console
    /// Nothing is bound into a procfs.
    case procTargets = "proc-targets"
    /// `/proc`, `/sys` and `/dev` are no symlinks of the image.
    case kernelPlaces = "kernel-places"
    /// A mount that fails is an error.
    case mountErrors = "mount-errors"
    /// A list of users is a file of moderate size.
    case userList = "user-list"

    @inline(__always) var isOn: Bool {
        #if APUS_WEAKENED
            return !(environmentVariable("APUS_WITHOUT_SAFEGUARDS") ?? "").parts(between: ",").contains { $0 == rawValue }
        #else
            return true
        #endif
    }
}
