internal import Linux

/// Called before the initializers of the program, those of Swift's runtime among them: protecting the program takes
/// another `execve`, and so costs one start of a process without them instead of two with them.
@section(".preinit_array") @used
nonisolated(unsafe) private let protectEarly: EarlyStart = { (_, arguments, environment) in
    unsafe protectProgramEarly(arguments, environment)
}
