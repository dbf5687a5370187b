internal import Linux

/// What a program has to be to make containers by itself.
///
/// Between the clone and the `execve` the child runs code that allocates memory: another thread could hold the allocator's lock at
/// that moment, and the child would wait for it for ever. And a container must not be able to write the program that made it.
enum CallingProgram {
    static func check() throws(RuntimeError) {
        // One link for each thread beside the two of every directory (proc(5)).
        let tasks = try doing("count the threads of") { () throws(SystemCallError) in try status(of: "/proc/self/task").links }
        guard tasks <= 3 else {
            throw RuntimeError(
                .wrongState, doing: "make a process for a container",
                cause: "the program has \(tasks - 2) threads; containers are made by a program with one, such as a helper that it starts")
        }
        guard ExecutableProtection.isEnsured else {
            throw RuntimeError(
                .wrongState, doing: "make a process for a container",
                cause: "the program is not protected from the container; call ExecutableProtection.ensure() first in main")
        }
    }
}
