extension DeviceRequest {
    /// Reads `HOST[:CONTAINER[:PERMISSIONS]]`; permissions are some of r, w and m.
    public init(parsing text: String) throws(EngineError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        func isPermissions(_ text: String) -> Bool {
            !text.isEmpty && text.utf8.count <= 3 && text.utf8.allSatisfy { [114, 119, 109].contains($0) }
        }
        guard let host = parts.first, host.hasPrefix("/"), parts.count <= 3 else {
            if text.contains("=") {
                throw EngineError(.unsupported, "devices named by the Container Device Interface (\(text)) are not there yet")
            }
            throw EngineError(
                .invalid, "invalid device \"\(text)\": give HOST-PATH[:CONTAINER-PATH[:PERMISSIONS]] with absolute paths")
        }
        var container = host
        var permissions = "rwm"
        if parts.count >= 2 {
            if parts.count == 2, isPermissions(parts[1]) { permissions = parts[1] } else { container = parts[1] }
        }
        if parts.count == 3 { permissions = parts[2] }
        guard container.hasPrefix("/") else {
            throw EngineError(
                .invalid,
                "invalid device \"\(text)\": \(container) is neither permissions (some of r, w, m) nor an absolute path")
        }
        guard isPermissions(permissions) else {
            throw EngineError(.invalid, "invalid device mode \"\(permissions)\" in \"\(text)\": permissions are some of r, w, m")
        }
        self.init(host: host, container: container, permissions: permissions)
    }
}
