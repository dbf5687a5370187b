public import JSONText

extension MountRequest {
    public init(reading json: inout JSONReader) throws(JSONError) {
        kind = try json.required("kind")
        source = try json.required("source")
        destination = try json.required("destination")
        options = try json.optional("options") ?? []
        makesSource = try json.optional("makesSource") ?? false
        copiesUp = try json.optional("copiesUp") ?? true
        changesOwner = try json.optional("changesOwner") ?? false
        subpath = try json.optional("subpath")
        isOverlay = try json.optional("isOverlay") ?? false
    }

    public func write(to json: inout JSONObjectWriter) throws(JSONError) {
        try json.add("kind", kind)
        try json.add("source", source)
        try json.add("destination", destination)
        try json.add("options", options)
        try json.add("makesSource", makesSource)
        try json.add("copiesUp", copiesUp)
        try json.add("changesOwner", changesOwner)
        try json.add("subpath", subpath)
        try json.add("isOverlay", isOverlay)
    }
}
