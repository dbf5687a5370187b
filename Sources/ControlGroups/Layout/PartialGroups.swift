extension ControlGroup {
    /// The group with another directory, below its own, for the tree that has a controller of version 1 (`cpu`, `name=systemd`).
    public func moving(_ controller: String, below path: String) throws(ControlGroupError) -> ControlGroup {
        let below = try ControlGroupPath(path).text
        var found = false
        var places = self.places
        for index in places.indices {
            let hierarchy = places[index].hierarchy
            guard hierarchy.options.split(separator: ",").contains(where: { $0 == controller }) else { continue }
            places[index] = Place(hierarchy, self.path.text + below)
            found = true
        }
        guard found else {
            throw ControlGroupError(
                .missingController, doing: "choose the group for `\(controller)`", file: path,
                cause: "no tree of version 1 has this controller; version 2 has one path for all")
        }
        return ControlGroup(path: self.path, layout: layout, places: places)
    }
}
