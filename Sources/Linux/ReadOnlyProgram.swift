/// A program as a read-only mount that is attached nowhere: what runs from it cannot be written through
/// `/proc/PID/exe`, and nobody can reach the mount to change that. Nil where we may not mount, or the kernel is older
/// than 5.12.
public func readOnlyProgram(_ path: String) -> Descriptor? {
    do throws(SystemCallError) {
        let tree = try cloneTree(path)
        try tree.setMountAttributes(set: .readOnly)
        // Out of the way of the numbers that descriptors get in the program.
        return try tree.duplicate(atLeast: 1000)
    } catch { return nil }
}
