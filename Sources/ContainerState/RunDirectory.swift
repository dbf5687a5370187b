public import Linux

extension ContainerDirectory {
    /// Removes the run directory; whoever does so holds the container's lock.
    ///
    /// The lock file goes last: as soon as its name is free another command may take the lock of a new one, and what lies in the
    /// directory then is that command's. For the same reason nothing is touched when the name is another file's by now.
    public func removeRunDirectory(holding lock: borrowing Descriptor) throws(SystemCallError) {
        let ours = try lock.status()
        guard let named = try? status(of: self.lock), named.inode == ours.inode, named.device == ours.device else { return }
        for name in try names(in: runPath) where name != "lock" { try removeTree("\(runPath)/\(name)") }
        try removeFile(self.lock)
        do throws(SystemCallError) { try removeDirectory(runPath) } catch {
            switch error.errno {
            case .noEntry, .notEmpty, .exists: return
            default: throw error
            }
        }
    }
}
