internal import CLinux

/// What the loader calls before any initializer: number and texts of the arguments, the environment.
public typealias EarlyStart =
    @convention(c) (
        CInt, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    ) -> Void

/// The descriptor of the mount that this program runs from, where it was handed on to be closed at a good moment.
public func programDescriptor() -> Descriptor? {
    let number = apus_program_descriptor()
    return number < 0 ? nil : Descriptor(owning: number)
}

/// Runs this program again from a read-only mount of its own file when its arguments say that it will enter containers.
/// Everything is plain C: nothing of Swift has started yet.
public func protectProgramEarly(
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
    _ environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) {
    unsafe apus_protect_containers(arguments, environment)
}
