internal import CLinux

/// From which NUMA nodes this process and its children take memory (`set_mempolicy(2)`): the mode with its flags, and the nodes
/// as a bit mask in whole words, lowest first.
public func setMemoryPolicy(_ mode: Int32, nodes: [UInt8]) throws(SystemCallError) {
    // The kernel takes one bit less than it is told.
    let bits = nodes.isEmpty ? 0 : UInt(nodes.count * 8 + 1)
    try unsafe nodes.withUnsafeBufferPointer { (bytes) throws(SystemCallError) in
        _ = try check("set_mempolicy", "mode \(mode)") {
            unsafe apus_set_memory_policy(mode, nodes.isEmpty ? nil : bytes.baseAddress, bits)
        }
    }
}
