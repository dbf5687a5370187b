/// Words for a shell: is the other end there? Two tries, the first of which may meet an empty neighbour table.
func reach(_ target: String) -> String { "busybox ping -c 1 -W 1 \(target) || busybox ping -c 1 -W 1 \(target)" }

/// Words for a shell: ask a web server.
func ask(_ target: String, port: Int) -> String { "curl -s -m 2 http://\(target):\(port)/hello" }
