public import ImageStorage

extension Engine {
    /// An image store of somebody else, which is only read.
    public func additionalStore(_ path: String) throws(EngineError) -> StoreLayout {
        // Its directory is `images` in the root directory that has the driver.
        let other = try StorageSetting.read(root: path + "/..") ?? StorageSetting()
        guard storage.driver == .vfs || other.form == .devices || other.form == storage.form else {
            throw EngineError(
                .unsupported,
                "the layers of the additional store \(path) are for the storage driver vfs or a mount program, and overlays of this store "
                    + "cannot use them: copy the images with `apus image scp`, or with save and load")
        }
        return StoreLayout(root: path, form: other.form)
    }
}
