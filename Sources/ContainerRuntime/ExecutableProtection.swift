internal import Linux

/// Keeps a container from overwriting the program of its runtime through `/proc/self/exe` (CVE-2019-5736).
///
/// A container can make the runtime execute itself inside (`#!/proc/self/exe`) and open that file once it is free to be
/// written. So the runtime runs from a read-only mount of its own file that is attached nowhere: nobody can reach that
/// mount to make it writable. Costs one `execve` (a quarter of a millisecond, less where the release
/// executable's entry does it: Sources/CEntry); a starter that executes the runtime from such a mount, or from a
/// read-only file system, spares it.
public enum ExecutableProtection {
    // Read and written by one thread: this process never has a second.
    nonisolated(unsafe) private static var program: CInt = -1
    nonisolated(unsafe) private static var found = false

    /// Whether ``ensure(arguments:environment:)`` has been called, and with success: else it does not return.
    static var isEnsured: Bool { unsafe found }

    /// The same with the arguments and the environment that the program has. For the first line of a program: it starts anew once.
    public static func ensure() throws(RuntimeError) {
        try ensure(arguments: CommandLine.arguments, environment: currentEnvironment())
    }

    /// Lets the descriptor of the mount go that the program runs from. To close the last one waits for a grace period of
    /// the kernel: children close theirs at once, and the runtime its own while it waits for them.
    static func release() {
        if unsafe program >= 0 { _ = Descriptor(owning: unsafe program) }
        unsafe program = -1
    }

    /// Returns when the program is protected or the containers it makes could not write it anyway.
    public static func ensure(arguments: [String], environment: [String]) throws(RuntimeError) {
        let own = "/proc/self/exe"
        if let descriptor = programDescriptor() {
            unsafe program = descriptor.release()
        }
        do throws(SystemCallError) {
            let program = try open(own, .path)
            let user = Credentials.effectiveUser
            let isReadOnly = try program.mountFlags().contains(.readOnly)
            let owner = try program.status().user
            if isReadOnly || owner != user || !Safeguard.ownProgram.isOn {
                unsafe found = true
                return
            }
            let block = try ExecutionBlock(arguments: arguments, environment: environment)
            do throws(SystemCallError) {
                let tree = try cloneTree(own)
                try tree.setMountAttributes(set: .readOnly)
                let reason = block.execute(tree)
                throw SystemCallError(call: "execveat", subject: own, errno: reason)
            } catch {
                // No right to mount (a user without a namespace), or a kernel before 5.12: a sealed copy in memory.
                if try isSealed() {
                    unsafe found = true
                    return
                }
                let copy = try sealedCopy()
                let reason = block.execute(copy)
                throw SystemCallError(call: "execveat", subject: "a sealed copy of \(own)", errno: reason)
            }
        } catch { throw RuntimeError(doing: "protect the program of the runtime", subject: own, cause: error) }
    }

    private static func isSealed() throws(SystemCallError) -> Bool {
        try open("/proc/self/exe").seals()?.contains(.write) == true
    }

    private static func sealedCopy() throws(SystemCallError) -> Descriptor {
        let source = try open("/proc/self/exe")
        let copy = try memoryFile("apus-runtime", sealable: true)
        while try copy.transfer(from: source, upTo: 1 << 30) > 0 {}
        try copy.seal()
        return copy
    }
}
