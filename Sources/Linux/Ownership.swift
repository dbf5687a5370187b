internal import CLinux

extension Descriptor {
    /// Sets the owner of the open file; the kernel clears set-id bits and file capabilities when it does.
    public func setOwner(user: UInt32, group: UInt32) throws(SystemCallError) {
        let number = self.number
        try check("fchown", "descriptor \(number)") {
            unsafe apus_fchownat(number, "", user, group, 0x1000)  // AT_EMPTY_PATH
        }
    }
}
