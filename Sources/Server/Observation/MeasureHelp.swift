extension PrometheusRegistry {
    /// Says what each of the service's measures is.
    func describeService() {
        let words = [
            "kiln_jobs_accepted_total": "Jobs that were accepted, by the API they came by.",
            "kiln_jobs_total": "Jobs that ended, by how.",
            "kiln_jobs": "Jobs that are queued or running now.",
            "kiln_queue_depth": "Jobs that wait, by the model that they need next.",
            "kiln_job_seconds": "What jobs took, whole and by stage.",
            "kiln_model_load_seconds": "What reading one part of a model took.",
            "kiln_http_requests_total": "Answers, by route and status.",
            "kiln_http_request_seconds": "What answers took, by route.",
            "kiln_rejected_total": "Refusals and connections that were closed, by reason.",
            "kiln_worker_restarts_total": "Workers' processes that were started again, by device.",
            "kiln_worker_process_bytes": "Main memory of the workers' processes, by device.",
            "kiln_worker_model_bytes": "Memory of the models that workers hold, by device.",
        ]
        for (name, help) in words { describe(name, help: help) }
    }
}
