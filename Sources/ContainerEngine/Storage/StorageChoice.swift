internal import ContainerState
internal import ImageStorage
internal import Linux
internal import RegistryAccess

/// Finds out what driver a store has; one that is made now gets what was asked for, or what works here.
struct StorageChoice {
    let locations: StateLocations
    let rootless: Bool
    let wish: StorageWish

    /// Makes the directories of the store, too.
    func settle() throws(EngineError) -> (setting: StorageSetting, notice: String?) {
        var notice: String?
        var found = try StorageSetting.read(root: locations.root)
        try state { () throws(StateError) in try locations.prepare(hasRoot: found != nil) }
        if found == nil {
            let choice = try choose()
            notice = choice.notice
            do throws(SystemCallError) { try makeSymlink(locations.driver, to: choice.setting.text) } catch {
                guard error.errno == .exists else { throw EngineError("making \(locations.driver)", error) }
                notice = nil
            }
            found = try StorageSetting.read(root: locations.root)
        }
        guard let setting = found else {
            throw EngineError(.system, "the storage driver of \(locations.root) went away: another command resets the store; try again")
        }
        if let text = wish.driver {
            let wanted = try StorageWish.driver(text, wish.source)
            guard wanted == setting.driver else {
                throw EngineError(
                    .conflict,
                    "the store \(locations.root) was made with the storage driver \"\(setting.driver.rawValue)\", and \(wish.source) asks for "
                        + "\"\(wanted.rawValue)\": leave it out, or use another --root for a store with that driver")
            }
        }
        guard let program = wish.mountProgram else { return (setting, notice) }
        guard setting.driver == .overlay else {
            throw EngineError(
                .conflict,
                "the store \(locations.root) has the storage driver \"\(setting.driver.rawValue)\", which mounts nothing: a mount_program is of no use there"
            )
        }
        var given = setting
        given.overridingProgram = program
        return (given, notice)
    }

    private func configured() throws(EngineError) -> (name: String?, mountProgram: String?) {
        guard wish.readsConfiguration else { return (nil, nil) }
        do throws(RegistryError) {
            return try StorageConfiguration.driver(environment: { environmentVariable($0) }, isOrdinaryUser: rootless)
        } catch { throw EngineError(error) }
    }

    private func choose() throws(EngineError) -> (setting: StorageSetting, notice: String?) {
        // Whatever is there already was made before there was a choice.
        if try isInUse() { return (StorageSetting(), nil) }
        let defaults = try configured()
        let asked = try wish.driver.map { (text) throws(EngineError) in try StorageWish.driver(text, wish.source) }
        let usual = try defaults.name.map { (text) throws(EngineError) in try StorageWish.driver(text, "storage.conf: driver") }
        if (asked ?? usual) == .vfs { return (StorageSetting(driver: .vfs), nil) }
        if let program = wish.mountProgram {
            return (StorageSetting(driver: .overlay, mountProgram: program), nil)
        }
        guard let refusal = try OverlayProbe(directory: locations.trash, rootless: rootless).refusal() else {
            return (StorageSetting(), nil)
        }
        if let program = defaults.mountProgram ?? (rootless ? OverlayProbe.mountProgram() : nil) {
            return (StorageSetting(driver: .overlay, mountProgram: program), nil)
        }
        if asked == .overlay {
            throw EngineError(
                .unsupported,
                "overlayfs does not work in \(locations.root) (\(refusal)), and \(wish.source) asks for it: leave it out, use vfs, or another --root"
            )
        }
        return (
            StorageSetting(driver: .vfs),
            "overlayfs does not work in \(locations.root) (\(refusal)): the storage driver of this store is vfs, which copies the image "
                + "for each container"
        )
    }

    private func isInUse() throws(EngineError) -> Bool {
        try system("looking at \(locations.root)") { () throws(SystemCallError) in
            if try exists("\(locations.images)/layers") { return true }
            return try !names(in: locations.containers).isEmpty
        }
    }
}
